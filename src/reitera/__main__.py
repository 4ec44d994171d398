from reitera.site.cli import main

main()
