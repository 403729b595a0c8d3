#include "app/log/log_compress.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "app/exit_code.hpp"
#include "base/units.hpp"
#include "store/log_compression.hpp"
#include "store/state_lock.hpp"

namespace jurymast::app {
namespace {

std::vector<store::FinishedLog> those_to_compress(const std::string& directory) {
  std::vector<store::FinishedLog> files;
  for (store::FinishedLog& file : store::finished_logs(directory)) {
    if (!store::is_compressed(directory, file)) files.push_back(std::move(file));
  }
  return files;
}

int dry_run(const std::vector<store::FinishedLog>& files, std::FILE* out) {
  for (const store::FinishedLog& file : files)
    fmt::print(out, "{}: {}\n", file.name, file.compressed ? "its index would be made again" : "would be compressed");
  if (files.empty()) fmt::print(out, "Nothing to do: every finished file is compressed and has its index.\n");
  return kPass;
}

}  // namespace

int run_log_compress(const LogCompressOptions& options, std::FILE* out, std::FILE* err) {
  const std::string directory = options.state + "/log";
  if (options.dry_run) return dry_run(those_to_compress(directory), out);
  const auto lock = store::lock_state(options.state);
  if (!lock) {
    const bool runs = lock.error().code == Code::Exists;
    const std::string hint = runs ? "; a running gateway compresses its files itself (`server.log_compressed`)" : "";
    fmt::print(err, "jurymast log: {}{}\n", lock.error().message, hint);
    return runs ? kUsage : kToolFailed;
  }
  store::clear_half_compressed(directory);
  const std::vector<store::FinishedLog> files = those_to_compress(directory);
  int code = files.empty() ? dry_run(files, out) : static_cast<int>(kPass);
  for (const store::FinishedLog& file : files) {
    const auto done = store::compress_log(directory, file, [] { return true; });
    if (done) {
      fmt::print(out, "{}: {} are now {}, and {} of index\n", file.name, size_to_text(done->bytes_before),
                 size_to_text(done->bytes_after), size_to_text(done->bytes_index));
    } else {
      fmt::print(err, "jurymast log: {}; it stays as it is\n", done.error().message);
      code = kToolFailed;
    }
  }
  if (!files.empty()) fmt::print(out, "Every command reads them as before. `zstd -d FILE` gives one back as it was.\n");
  return code;
}

}  // namespace jurymast::app
