#include "app/log/log_indexes.hpp"

#include <fmt/format.h>

#include "store/index_check.hpp"
#include "store/log_index.hpp"

namespace jurymast::app {

IndexChecks::IndexChecks(const std::string& state_directory) : thread_([this, state_directory] { check_all(state_directory); }) {}

IndexChecks::~IndexChecks() {
  if (thread_.joinable()) thread_.join();
}

void IndexChecks::check_all(const std::string& state_directory) {
  const std::string directory = state_directory + "/log";
  for (const store::FinishedLog& file : store::finished_logs(directory)) {
    if (!file.compressed) continue;
    const auto state = store::check_index(directory, file);
    // A file that cannot be read is found by whoever reads the lines.
    if (!state) continue;
    if (*state == store::IndexState::Agrees) {
      ++agreeing_;
    } else if (*state == store::IndexState::Missing) {
      told_.push_back(
          {false,
           {"index_missing", file.name,
            "there is no index that was made from this file; `jurymast log compress` makes it, until then the lines are read"}});
    } else {
      told_.push_back({true,
                       {"index_differs", store::index_name(file),
                        "the index says something else than the lines; delete it, and `jurymast log compress` makes it again"}});
    }
  }
}

void IndexChecks::tell(LogFindings& found) {
  thread_.join();
  for (Told& one : told_) one.finding ? found.find(std::move(one.what)) : found.note(std::move(one.what));
  if (agreeing_ > 0)
    found.note({"indexes_agree", {}, fmt::format("{} indexes were made from exactly the bytes of their files", agreeing_)});
}

}  // namespace jurymast::app
