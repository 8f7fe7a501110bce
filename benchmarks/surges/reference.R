# What R's surveillance says of series of counts. Rscript reference.R COUNTS.csv OUT.csv FIRST METHOD ALPHA [PERIODS LEFT_OUT TREND_P LIMIT THRESHOLD YEARS PROGRESS]
# COUNTS.csv: one row a week, one column a series, no header. OUT.csv: upper bounds, one row a judged week (FIRST, from 1, to the last).
suppressMessages(library(surveillance))
given <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(given[1], header = FALSE))
first <- as.integer(given[3])
method <- given[4]
alpha <- as.numeric(given[5])
bounds <- NULL
for (column in seq_len(ncol(counts))) {
  series <- sts(observed = counts[, column, drop = FALSE], frequency = 52)
  if (method == "farrington") {
    control <- list(range = first:nrow(counts), alpha = alpha, b = as.integer(given[11]), w = 3, reweight = TRUE,
                    weightsThreshold = 2.58, trend = TRUE, noPeriods = as.integer(given[6]),
                    pastWeeksNotIncluded = as.integer(given[7]), pThresholdTrend = as.numeric(given[8]),
                    limit54 = c(as.integer(given[9]), 4), thresholdMethod = given[10], glmWarnings = FALSE)
    upper <- tryCatch(as.vector(suppressWarnings(farringtonFlexible(series, control))@upperbound), error = function(fault) {
      # Where it gives up on one week (nothing but zeros, say) it gives up on all: then week by week, NA where it cannot.
      sapply(first:nrow(counts), function(week) {
        control$range <- week
        tryCatch(as.vector(suppressWarnings(farringtonFlexible(series, control))@upperbound), error = function(fault) NA)
      })
    })
  } else {
    upper <- as.vector(earsC(series, list(range = first:nrow(counts), method = method, alpha = alpha))@upperbound)
  }
  bounds <- cbind(bounds, upper)
  if (column %% 32 == 0) cat(sprintf("%d of %d series\n", column, ncol(counts)), file = stderr())
}
write.table(format(bounds, digits = 17), given[2], sep = ",", quote = FALSE, row.names = FALSE, col.names = FALSE)
