from pendopo.apps.attendance.tests.test_registers import *
def test_dbg(client, world):
    body = text(as_(client, world, "ratna").get("/kehadiran/bulan/?bulan=2026-11"))
    i=body.index("Budi Santoso"); print(body[i:i+3800])
