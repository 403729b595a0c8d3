#pragma once
#include <functional>
#include <string>

#include "evidence/override_book.hpp"
#include "http/loop.hpp"
#include "store/evidence_store.hpp"
#include "store/journal.hpp"

namespace jurymast::app {

/// Of what kind the lines in the database are.
inline constexpr std::string_view kOverrideKind = "override";

/// What became of a step.
struct OverrideSettled {
  record::OverrideRecord step;
  bool in_force = false;
  std::string not_durable;  ///< why a restart would not know it; empty: it would
};

/// The overrides of a running gateway. A step that opens ways is in the log and in the database before it takes effect; one that closes ways
/// takes effect at once, and is told as not durable where the disk does not take it. Used on the admin loop alone; must outlive the
/// journal's thread and the database's.
class OverrideKeeper {
 public:
  struct Parts {
    http::Loop& loop;
    store::Journal& journal;
    std::function<store::EvidenceStore*()> store;                    ///< null where there is no database
    std::function<std::string(const std::string&)> masked;           ///< the text without secrets that are known
    std::function<evidence::OverrideSurroundings()> surroundings;    ///< as they are now, with an id that was not given before
    std::function<void(const record::OverrideRecord&)> took_effect;  ///< each step, when it has
    std::function<void(const record::OverrideRecord&, const Error&)> unkept;  ///< a step that a restart would not know, and why
  };
  explicit OverrideKeeper(Parts parts) : parts_(std::move(parts)) {}

  /// A record of an earlier process life, in order; before anything else.
  void restore(const std::string& record);
  /// Hands what stands to a database that does not know it yet.
  void keep_standing();
  const evidence::OverrideBook& book() const { return book_; }

  using Asked = std::function<Result<record::OverrideRecord>(const evidence::OverrideBook&, const evidence::OverrideSurroundings&)>;
  using Done = std::function<void(Result<OverrideSettled>)>;
  /// Takes the step that `asked` makes; `done` is called once, now or when the disk has it. Fails as `asked` does, and with Unavailable where
  /// a step that opens ways is being written, or cannot be.
  void take(const Asked& asked, const Done& done);
  /// Ends what is due; to be called every few hundredths of a second.
  void poll(MonotonicTime now);

 private:
  using Written = std::function<void(Result<void>)>;
  void settle(const record::OverrideRecord& step, const Done& done);
  void apply(const record::OverrideRecord& step);
  void write(const record::OverrideRecord& step, Written written);
  void write_database(store::EvidenceLine line, Written written);
  void take_back(const record::OverrideRecord& step);

  Parts parts_;
  evidence::OverrideBook book_;
  bool writing_ = false;  ///< a step that opens ways is on its way to the disk
  MonotonicTime try_again_;
};

}  // namespace jurymast::app
