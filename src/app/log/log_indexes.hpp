#pragma once
#include <string>
#include <thread>
#include <vector>

#include "app/log/log_findings.hpp"

namespace jurymast::app {

/// Holds the indexes of a log against its compressed files, by a thread of its own while the lines are checked.
class IndexChecks {
 public:
  explicit IndexChecks(const std::string& state_directory);
  IndexChecks(const IndexChecks&) = delete;
  IndexChecks& operator=(const IndexChecks&) = delete;
  ~IndexChecks();
  /// Waits for it and tells what was found: an index that readers would believe and that says something else is a finding, one that is missing a note.
  void tell(LogFindings& found);

 private:
  struct Told {
    bool finding = false;
    LogFinding what;
  };
  void check_all(const std::string& state_directory);

  std::vector<Told> told_;
  std::size_t agreeing_ = 0;
  std::thread thread_;
};

}  // namespace jurymast::app
