"""Documents that the work produces: facts and words become Word, and every number leads back to its fact."""
