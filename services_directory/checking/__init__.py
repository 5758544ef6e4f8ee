"""What is wrong or weak in the directory, each with its remedy. Pure, but for `links`, which asks the web."""
