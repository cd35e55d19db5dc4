from pendopo.cli import main

main()
