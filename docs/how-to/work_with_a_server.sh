penstock run training.py -p rate=0.5 --experiment rates --name first   # runs there, is shown here
penstock run training.py -p rate=0.2 --experiment rates --name later --detach
penstock runs watch later                                   # follow it; its exit code is that of the run
penstock runs logs later train                              # -f goes on while it writes
penstock runs diff first later --all
penstock pipelines upload training.py --to training         # keep it as it is now, so that others can start it by a form
penstock pipelines list
penstock experiments show rates
penstock artifacts list --run latest
penstock runs list --experiment rates --json
