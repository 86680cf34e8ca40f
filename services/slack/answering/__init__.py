"""An answer in a Slack thread: streamed piece by piece, or posted whole where no stream is to be had."""
