#include "app/lint/runbook_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "app/exit_code.hpp"
#include "app/gate/snapshot_questions.hpp"
#include "app/lint/runbook_facts.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string system_reason() { return std::generic_category().message(errno); }

bool write_all(std::FILE* file, const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

int write_file(const std::string& path, const std::string& text, std::FILE* complaints) {
  // `x`: somebody may have filled in what stands there.
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wx"));
  if (!file) {
    const char* const remedy =
        errno == EEXIST ? "; a runbook is never overwritten, name another file" : "; name a file that can be written";
    fmt::print(complaints, "{}: {}{}\n", path, system_reason(), remedy);
    return kUsage;
  }
  if (write_all(file.get(), text)) return kPass;
  fmt::print(complaints, "{}: {}\n", path, system_reason());
  return kToolFailed;
}

}  // namespace

int run_runbook_new(const RunbookNewOptions& options, std::FILE* out, std::FILE* complaints) {
  const Result<policy::Snapshot> snapshot = read_config_for_looking(options.config);
  if (!snapshot) {
    std::fputs(snapshot.error().message.c_str(), complaints);
    return kUsage;
  }
  const auto route = route_named(*snapshot, options.route);
  if (!route) {
    fmt::print(complaints, "jurymast runbook new: {}\n", route.error().message);
    return kUsage;
  }
  const std::string text = review::draft_runbook(runbook_facts(*snapshot, **route, options.config));
  if (!options.out.empty()) return write_file(options.out, text, complaints);
  if (write_all(out, text)) return kPass;
  fmt::print(complaints, "jurymast runbook new: {}\n", system_reason());
  return kToolFailed;
}

}  // namespace jurymast::app
