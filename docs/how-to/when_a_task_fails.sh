penstock run cleaning.py || true                            # its end names the task, the exception and the line
penstock runs show latest --task clean                      # its inputs and who made them, its code, each attempt
penstock runs logs latest clean                             # all that it wrote, with the whole traceback
penstock runs rerun-task latest clean || true               # once more, here, with the inputs that it had
sed -i 's/DictReader(file)]/DictReader(file) if row["weight"]]/' cleaning.py    # the repair
penstock runs retry latest --with-code cleaning.py          # goes on from what succeeded, with the code as it is now
