#include "app/override/override_keeper.hpp"

#include <utility>

namespace jurymast::app {
namespace {

using record::OverrideEvent;
using record::OverrideRecord;

/// How long after an end that the disk did not take the next try comes.
constexpr Duration kTryAgain = std::chrono::seconds(30);
constexpr std::string_view kNobody = "gateway";

/// In one place at most one override stands, and it is the newest there: the database may forget the oldest of a place.
store::EvidenceLine line_of(const OverrideRecord& step, std::string text) {
  const std::string place = fmt::format("{} {}{}", name_of(step.action), step.target, step.value);
  return {step.id.to_string(), std::string(kOverrideKind), step.route, place, std::move(text)};
}

}  // namespace

void OverrideKeeper::restore(const std::string& record) {
  // A record of a later version says nothing to this one.
  if (const auto step = record::read_override(record)) book_.apply(*step);
}

void OverrideKeeper::keep_standing() {
  for (const OverrideRecord& one : book_.standing()) {
    write_database(line_of(one, parts_.masked(record::render(one))), [this, one](const Result<void>& kept) {
      if (!kept) parts_.unkept(one, kept.error());
    });
  }
}

void OverrideKeeper::take(const Asked& asked, const Done& done) {
  const auto step = asked(book_, parts_.surroundings());
  if (!step) return done(tl::unexpected(step.error()));
  settle(*step, done);
}

void OverrideKeeper::settle(const OverrideRecord& step, const Done& done) {
  if (evidence::restricts(step)) {
    apply(step);
    return write(step, [this, step, done](const Result<void>& written) {
      if (!written) parts_.unkept(step, written.error());
      done(OverrideSettled{step, true, written ? std::string() : written.error().message});
    });
  }
  if (writing_) return done(fail(Code::Unavailable, "another change is being written; ask again in a moment"));
  writing_ = true;
  write(step, [this, step, done](const Result<void>& written) {
    writing_ = false;
    if (!written) {
      take_back(step);
      return done(fail(Code::Unavailable, "it is not in force, since it could not be written: {}", written.error().message));
    }
    apply(step);
    done(OverrideSettled{step, true, {}});
  });
}

void OverrideKeeper::apply(const OverrideRecord& step) {
  book_.apply(step);
  parts_.took_effect(step);
}

void OverrideKeeper::write(const OverrideRecord& step, Written written) {
  const std::string text = parts_.masked(record::render(step));
  // The threads of the journal and the database only hand on; everything else happens on the loop.
  parts_.journal.append(text,
                        [this, &loop = parts_.loop, line = line_of(step, text), written = std::move(written)](bool saved) mutable {
                          loop.post([this, saved, line = std::move(line), written = std::move(written)] {
                            write_database(line, [saved, written](const Result<void>& kept) {
                              if (kept && !saved) return written(fail(Code::Unavailable, "the log did not take it in time"));
                              written(kept);
                            });
                          });
                        });
}

void OverrideKeeper::write_database(store::EvidenceLine line, Written written) {
  store::EvidenceStore* const store = parts_.store();
  if (store == nullptr) return written(fail(Code::Unavailable, "evidence.db could not be opened when the gateway started"));
  store->add(std::move(line), [&loop = parts_.loop, written = std::move(written)](Result<void> kept) {
    loop.post([written, kept = std::move(kept)] { written(kept); });
  });
}

/// Whatever of the step came to the disk after all is followed by its end.
void OverrideKeeper::take_back(const OverrideRecord& step) {
  if (step.event != OverrideEvent::Set) return;
  const evidence::OverrideSurroundings surroundings = parts_.surroundings();
  OverrideRecord end = step;
  end.at = surroundings.now;
  end.id = surroundings.next_id;
  end.event = OverrideEvent::Cleared;
  end.author = kNobody;
  end.reason = record::PlainText::make("It could not be kept, and so never took effect.").value_or(record::PlainText());
  end.approver.clear();
  end.expires_at.reset();
  end.unproven.clear();
  end.reverts = step.id;
  write(end, [](const Result<void>&) {});
}

void OverrideKeeper::poll(MonotonicTime now) {
  if (writing_ || now < try_again_ || !book_.is_due(parts_.loop.wall_now())) return;
  const auto due = book_.next(parts_.surroundings());
  if (!due) return;
  settle(*due, [this, now, due = *due](const Result<OverrideSettled>& settled) {
    if (settled) return;
    parts_.unkept(due, settled.error());
    try_again_ = now + kTryAgain;
  });
}

}  // namespace jurymast::app
