#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"

namespace jurymast::store {

/// A calendar month (UTC). Records of one month hold hashes under a key of that month alone, so that they can be made meaningless together:
/// without the key nobody can tell any more what they were made of, and the log's chain still holds.
using Month = std::chrono::year_month;

Month month_of(WallTime time);
/// `2026-11`.
std::string name_of(Month month);
/// Nothing where the text is no month in that form.
std::optional<Month> parse_month(std::string_view text);

/// The key of a month's record hashes, 32 bytes in `keys/records-2026-11.key`, made where there is none; fails as load_or_create_key does.
Result<Secret> load_or_create_month_key(const std::string& state_directory, Month month);

struct MonthKey {
  Month month;
  Secret key;
};
/// The months whose keys are left, oldest first.
std::vector<Month> months_with_keys(const std::string& state_directory);
/// Those keys; fails as load_key does.
Result<std::vector<MonthKey>> load_month_keys(const std::string& state_directory);
/// Writes over a month's key and removes it, so that it is gone when this returns. What a backup or the disk itself keeps of it is out of reach.
Result<void> destroy_month_key(const std::string& state_directory, Month month);

}  // namespace jurymast::store
