"""The commands of ``python -m qabot.training``, one file each."""
