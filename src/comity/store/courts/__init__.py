"""What courts order about records at the desk: erasing for good, sealing for a court, opening again."""
