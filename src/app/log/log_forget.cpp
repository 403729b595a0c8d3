#include "app/log/log_forget.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "store/month_key.hpp"

namespace jurymast::app {
namespace {

int destroy(const LogForgetOptions& options, store::Month month, std::FILE* out, std::FILE* err) {
  if (options.dry_run) {
    fmt::print(out, "{}: its key would be destroyed\n", store::name_of(month));
    return kPass;
  }
  const auto destroyed = store::destroy_month_key(options.state, month);
  if (!destroyed) {
    fmt::print(err, "jurymast log: {}\n", destroyed.error().message);
    return kToolFailed;
  }
  fmt::print(out, "{}: its key is destroyed\n", store::name_of(month));
  return kPass;
}

}  // namespace

int run_log_forget(const LogForgetOptions& options, WallTime now, std::FILE* out, std::FILE* err) {
  const auto before = store::parse_month(options.before);
  if (!before) {
    fmt::print(err, "jurymast log: `{}` is no month; write it as 2026-11\n", options.before);
    return kUsage;
  }
  if (*before > store::month_of(now)) {
    fmt::print(err, "jurymast log: the key of {} is in use; the keys before it can be destroyed: --before {}\n",
               store::name_of(store::month_of(now)), store::name_of(store::month_of(now)));
    return kUsage;
  }
  bool any = false;
  for (const store::Month month : store::months_with_keys(options.state)) {
    if (month >= *before) continue;
    any = true;
    if (const int code = destroy(options, month, out, err); code != kPass) return code;
  }
  if (!any) {
    fmt::print(err, "jurymast log: there is no key of a month before {} in {}/keys\n", options.before, options.state);
    return kCheckFailed;
  }
  if (options.dry_run) return kPass;
  fmt::print(
      out,
      "The hashes in those months' records mean nothing to anybody any more; the log's chain and checkpoints hold as before.\n"
      "Destroy these keys in your backups too: jurymast does not reach them.\n");
  return kPass;
}

}  // namespace jurymast::app
