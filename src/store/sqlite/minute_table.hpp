#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "store/minutes.hpp"
#include "store/sqlite/sqlite.hpp"

namespace jurymast::store {

/// What migrates the evidence database to have the table.
extern const std::string_view kMinuteSchema;

/// Adds a batch in one transaction, so that each line of the log counts once whenever the process ends.
Result<void> add_minutes(Sqlite& database, const MinuteBatch& batch, std::int64_t rows_max = kMinuteRowsMax);
/// Nothing where no batch was added yet.
Result<std::optional<MinuteReach>> minute_reach(Sqlite& database);

}  // namespace jurymast::store
