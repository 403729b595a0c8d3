#pragma once
#include <cstdint>
#include <string>

#include "app/lint/lint_command.hpp"
#include "base/random.hpp"
#include "base/time.hpp"

namespace jurymast::app {

/// What `jurymast contract snapshot` was asked.
struct ContractSnapshotOptions {
  std::string pack;        ///< empty: the packs of the route's targets
  std::string route;       ///< empty: the pack alone
  std::string source;      ///< one page by its id; empty: those of the families
  std::string file;        ///< the page, saved by hand; empty: it is fetched
  std::string read_on;     ///< the day on which it was saved, `2026-07-02`; empty: nobody states it
  std::string index_file;  ///< the documentation's index, saved by hand; empty: nobody looked whether it names the page
  std::string config = "jurymast.toml";
  bool all = false;  ///< every source of the pack
  bool json = false;
};

/// Where a command takes its time and its ids from.
struct SnapshotWorld {
  Clock& clock;
  Random& random;
};

/// Looks at the documented pages, makes a record for each family's and hands it to the running gateway; no page is kept. 0 reached and as
/// last recorded, 1 findings, 2 usage or configuration, 5 a record was not taken or a log could not be read.
int run_contract_snapshot(const ContractSnapshotOptions& options, SnapshotWorld world, const Streams& streams);

}  // namespace jurymast::app
