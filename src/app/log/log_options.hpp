#pragma once
#include <cstddef>
#include <functional>
#include <string>

namespace jurymast::app {

/// What `jurymast log tail` was asked.
struct LogTailOptions {
  std::string state{};  ///< the state directory
  std::size_t lines = 20;
  bool failures = false;
  bool follow = false;
  bool json = false;
  /// Asked between two looks at the log while following; sleeps, and returns false to end.
  std::function<bool()> wait{};
};

/// What `jurymast log show` was asked: one of the two.
struct LogShowOptions {
  std::string state{};
  std::string id{};          ///< an operation's id
  std::string request_id{};  ///< the id that the caller gave
  bool json = false;
};

/// What `jurymast log forget` was asked.
struct LogForgetOptions {
  std::string state{};
  std::string before{};  ///< a month, `2026-11`
  bool dry_run = false;
};

/// What `jurymast log export` was asked; times as parse_moment reads them, empty: no bound.
struct LogExportOptions {
  std::string state{};
  std::string since{};
  std::string until{};
  std::string route{};
  bool failures = false;
};

/// What `jurymast log explain` was asked.
struct LogExplainOptions {
  std::string state{};
  std::string id{};
  bool json = false;
};

/// What `jurymast log render` was asked: one record by its id, or the newest of a kind.
struct LogRenderOptions {
  std::string state{};
  std::string id{};
  std::string kind{};    ///< operation or probe
  std::string form{};    ///< the template: a to e
  std::string format{};  ///< json, yaml or markdown; empty: as the template's source prints it
  std::size_t lines = 1;
};
inline constexpr std::size_t kLogRenderLinesMax = 1'000;

/// What `jurymast log verify` was asked.
struct LogVerifyOptions {
  std::string state{};
  std::string checkpoint{};  ///< a file that `log checkpoint` wrote; empty: none
  std::string key{};         ///< a file with the log's public key; empty: the state directory's own
  bool json = false;
};

/// What `jurymast log prune` was asked; at least one of the bounds.
struct LogPruneOptions {
  std::string state{};
  std::string before{};  ///< as parse_moment reads it
  std::string keep{};    ///< a size
  bool dry_run = false;
};

/// What `jurymast log compress` was asked.
struct LogCompressOptions {
  std::string state{};
  bool dry_run = false;
};

/// What `jurymast log minutes` was asked; as MinuteAsk.
struct LogMinutesOptions {
  std::string state{};
  std::string route{};
  std::string from{};
  std::string to{};
  std::string step{};
  bool json = false;
  bool csv = false;
};

inline constexpr std::size_t kLogTailLinesMax = 100'000;

}  // namespace jurymast::app
