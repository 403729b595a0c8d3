#pragma once
#include <string>

#include "app/contract/contract_page.hpp"

namespace jurymast::app {

/// A documented page that a person saved.
struct SavedPage {
  std::string file;
  std::string day;  ///< on which it was read, `2026-07-02`; empty: nobody states it
};

/// Reads it. It counts as reached on the day that is stated, since whoever saved it had it before them; without a day nobody says so. Fails
/// with Invalid where the day is none or has not come yet.
Result<PageRead> read_saved_page(const SavedPage& saved, Clock& clock);

}  // namespace jurymast::app
