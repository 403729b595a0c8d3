#include "app/kill/kill_keeper.hpp"

#include "app/kill/kill_lines.hpp"

namespace jurymast::app {
namespace {

constexpr Duration kTryAgain = std::chrono::seconds(1);

}  // namespace

void KillKeeper::adopt() {
  std::set<std::string> names = written_;
  names.insert(unwritten_.begin(), unwritten_.end());
  kill_.set(std::move(names));
}

std::optional<std::set<std::string>> KillKeeper::look(MonotonicTime now) {
  const std::set<std::string> before = kill_.routes();
  if (auto changed = file_.look()) written_ = std::move(*changed);
  if (!unwritten_.empty() && now >= try_again_) {
    try_again_ = now + kTryAgain;
    for (const std::string& name : std::set<std::string>(unwritten_)) set(name);
  }
  adopt();
  if (kill_.routes() == before) return std::nullopt;
  return kill_.routes();
}

KillTurned KillKeeper::set(const std::string& name) {
  unwritten_.insert(name);
  adopt();
  auto written = add_kill_line(state_, name);
  if (!written) return {kill_.routes(), written.error().message};
  written_ = std::move(*written);
  unwritten_.erase(name);
  adopt();
  return {kill_.routes(), {}};
}

Result<KillTurned> KillKeeper::clear(const std::string& name) {
  if (!kill_.routes().contains(name)) return fail(Code::NotFound, "the kill switch does not stand for {}", name);
  auto written = remove_kill_line(state_, name);
  if (!written) return tl::unexpected(written.error());
  written_ = std::move(*written);
  unwritten_.erase(name);
  adopt();
  return KillTurned{kill_.routes(), {}};
}

}  // namespace jurymast::app
