#include "app/log/log_prune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include "app/exit_code.hpp"
#include "app/log/log_text.hpp"
#include "app/rollout/rollout_keeper.hpp"
#include "base/units.hpp"
#include "store/indexed_log.hpp"

namespace jurymast::app {
namespace {

namespace fs = std::filesystem;

/// What was asked, read.
struct Bounds {
  std::optional<WallTime> before;     ///< files whose last line is older go
  std::optional<std::uint64_t> keep;  ///< bytes that may stay, the current file's included
};

struct Candidate {
  store::FinishedLog file;
  std::string path;
  std::string index_path;
  std::uint64_t bytes = 0;
  std::uint64_t index_bytes = 0;  ///< of a compressed file's index
};

Result<Bounds> read_bounds(const LogPruneOptions& options, WallTime now) {
  Bounds bounds;
  if (options.before.empty() && options.keep.empty()) {
    return fail(Code::Invalid, "say what goes: --before TIME, --keep SIZE, or both");
  }
  if (!options.before.empty()) {
    const auto before = parse_moment(options.before, now);
    if (!before) return tl::unexpected(before.error());
    bounds.before = *before;
  }
  if (!options.keep.empty()) {
    const auto keep = parse_size(options.keep);
    if (!keep) return tl::unexpected(keep.error());
    bounds.keep = *keep;
  }
  return bounds;
}

std::optional<WallTime> newest_in_compressed(const std::string& state, const Candidate& one) {
  const auto text = store::line_numbered(state, one.file.last_seq);
  const auto line = text && *text ? record::read_line(**text) : fail(Code::NotFound, "no line");
  return line ? std::optional(line->at) : std::nullopt;
}

/// When the file's last record was; nothing where that cannot be read.
std::optional<WallTime> newest_in(const std::string& state, const Candidate& one) {
  if (one.file.compressed) return newest_in_compressed(state, one);
  std::ifstream file(one.path, std::ios::binary);
  const std::uint64_t tail = std::min<std::uint64_t>(one.bytes, record::kLineBytesMax + 1);
  file.seekg(static_cast<std::streamoff>(one.bytes - tail));
  std::string text(tail, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(tail)) || !text.ends_with('\n')) return std::nullopt;
  text.pop_back();
  const auto line = record::read_line(std::string_view(text).substr(text.rfind('\n') + 1));
  return line ? std::optional(line->at) : std::nullopt;
}

std::uint64_t bytes_at(const std::string& path) {
  std::error_code failed;
  const std::uintmax_t bytes = fs::file_size(path, failed);
  return failed ? 0 : bytes;
}

std::vector<Candidate> files_of(const std::string& state) {
  std::vector<Candidate> all;
  for (const store::FinishedLog& file : store::finished_logs(state + "/log")) {
    Candidate one{file, state + "/log/" + file.name, state + "/log/" + store::index_name(file), 0, 0};
    one.bytes = bytes_at(one.path);
    if (file.compressed) one.index_bytes = bytes_at(one.index_path);
    all.push_back(std::move(one));
  }
  return all;
}

std::uint64_t bytes_in(const std::string& state, const std::vector<Candidate>& files) {
  std::uint64_t sum = bytes_at(state + "/log/" + std::string(store::kCurrentLog));
  for (const Candidate& one : files) sum += one.bytes + one.index_bytes;
  return sum;
}

/// From the front on, so that what stays has no hole: those of which each is too old, or too much.
std::vector<Candidate> those_that_go(const std::string& state, const Bounds& bounds) {
  std::vector<Candidate> files = files_of(state);
  std::uint64_t left = bytes_in(state, files);
  const std::uint64_t newest = files.empty() ? 0 : files.back().file.last_seq;
  std::size_t count = 0;
  for (; count < files.size(); ++count) {
    const Candidate& one = files[count];
    // A gateway reads these again at its start.
    if (one.file.last_seq + kLinesReadAgain > newest) break;
    const auto at = bounds.before ? newest_in(state, one) : std::nullopt;
    const bool too_old = at && *at < *bounds.before;
    const bool too_much = bounds.keep && left > *bounds.keep;
    if (!too_old && !too_much) break;
    left -= one.bytes + one.index_bytes;
  }
  files.resize(count);
  return files;
}

}  // namespace

int run_log_prune(const LogPruneOptions& options, WallTime now, std::FILE* out, std::FILE* err) {
  const auto bounds = read_bounds(options, now);
  if (!bounds) {
    fmt::print(err, "jurymast log: {}\n", bounds.error().message);
    return kUsage;
  }
  const std::vector<Candidate> going = those_that_go(options.state, *bounds);
  for (const Candidate& one : going) {
    std::error_code failed;
    if (!options.dry_run && !fs::remove(one.path, failed) && failed) {
      fmt::print(err, "jurymast log: {} cannot be deleted: {}\n", one.path, failed.message());
      return kToolFailed;
    }
    // An index without its file is of no use, and a gateway clears it away where this fails.
    if (!options.dry_run) fs::remove(one.index_path, failed);
    fmt::print(out, "{}: {} {}\n", one.file.name, size_to_text(one.bytes + one.index_bytes),
               options.dry_run ? "would go" : "is gone");
  }
  if (going.empty()) {
    fmt::print(out, "Nothing goes: no finished file is past these bounds, or it is among the newest {} lines, which stay.\n",
               kLinesReadAgain);
  } else if (!options.dry_run) {
    fmt::print(out, "There is no way back but your own copies. `jurymast log verify` notes that the log begins later.\n");
  }
  return kPass;
}

}  // namespace jurymast::app
