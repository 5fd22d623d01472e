"""The imports pages: upload, check, preview, load, run; every long step is a job, every one over the same conductor."""
