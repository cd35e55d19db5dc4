"""Work of the worker, a list a slice."""

from pendopo.apps.elections import tasks_boxes, tasks_outcome, tasks_people, tasks_roll

__all__ = ["tasks_boxes", "tasks_outcome", "tasks_people", "tasks_roll"]
