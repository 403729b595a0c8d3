#include "mock/plan.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "mock/plan_head.hpp"
#include "wire/chunked.hpp"

namespace jurymast::mock {
namespace {

/// The body before its framing: one frame an event, or the whole buffered body as one.
using Frames = std::vector<PlanStep>;

void put_filler(PlanStep& frame, const std::string& anchor, std::uint64_t filler) {
  const std::size_t found = anchor.empty() ? std::string::npos : frame.text.find(anchor);
  if (found == std::string::npos) return;
  frame.tail = frame.text.substr(found + anchor.size());
  frame.text.resize(found + anchor.size());
  frame.filler = filler;
}

Frames stream_frames(Answer& answer, const Fault& fault) {
  Frames frames;
  bool first_content = true;
  for (Event& event : answer.events) {
    PlanStep frame;
    frame.text = std::move(event.text);
    if (event.content) {
      frame.wait = first_content ? answer.first_content : answer.content_every;
      if (first_content && fault.huge) put_filler(frame, answer.filler_anchor, *fault.huge);
      first_content = false;
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

Frames body_frames(Answer& answer, const Fault& fault) {
  if (answer.streamed) return stream_frames(answer, fault);
  PlanStep frame;
  frame.text = std::move(answer.body);
  if (fault.huge) put_filler(frame, answer.filler_anchor, *fault.huge);
  return {std::move(frame)};
}

std::uint64_t size_of(const Frames& frames) {
  std::uint64_t size = 0;
  for (const PlanStep& frame : frames) size += frame.size();
  return size;
}

/// Takes the first `size` bytes off the front of `step`.
PlanStep split_front(PlanStep& step, std::uint64_t size) {
  PlanStep front;
  front.wait = std::exchange(step.wait, Duration(0));
  const std::uint64_t text = std::min<std::uint64_t>(size, step.text.size());
  front.text = step.text.substr(0, static_cast<std::size_t>(text));
  front.filler = std::min(size - text, step.filler);
  const std::uint64_t tail = std::min<std::uint64_t>(size - text - front.filler, step.tail.size());
  front.tail = step.tail.substr(0, static_cast<std::size_t>(tail));
  step.text.erase(0, static_cast<std::size_t>(text));
  step.filler -= front.filler;
  step.tail.erase(0, static_cast<std::size_t>(tail));
  return front;
}

/// Makes frames begin exactly at byte `at`; gives the index of the frame that begins there.
std::size_t split_at(Frames& frames, std::uint64_t at) {
  for (std::size_t index = 0; index < frames.size(); ++index) {
    if (at == 0) return index;
    if (at < frames[index].size()) {
      PlanStep front = split_front(frames[index], at);
      frames.insert(frames.begin() + static_cast<std::ptrdiff_t>(index), std::move(front));
      return index + 1;
    }
    at -= frames[index].size();
  }
  return frames.size();
}

/// Where the fault cuts or stalls, as an index of frames: it may be their end, but none where the body ends before.
std::optional<std::size_t> place_in(Frames& frames, Fault::Count event, Fault::Count byte) {
  if (byte) return *byte <= size_of(frames) ? std::optional(split_at(frames, *byte)) : std::nullopt;
  if (event && *event <= frames.size()) return static_cast<std::size_t>(*event);
  return std::nullopt;
}

std::optional<std::size_t> cut_place(Frames& frames, const Fault& fault) {
  // Said alone, the missing terminator is all that is missing.
  const bool alone = fault.cut == CutHow::NoTerminator && !fault.cut_event && !fault.cut_byte && !fault.cut_head;
  return alone ? frames.size() : place_in(frames, fault.cut_event, fault.cut_byte);
}

Framing framing_of(const Answer& answer, const Fault& fault) {
  if (fault.framing != Framing::Natural) return fault.framing;
  return answer.streamed ? Framing::Chunked : Framing::Length;
}

void put_in_chunks(Frames& frames) {
  for (PlanStep& frame : frames) {
    if (frame.size() == 0) continue;
    frame.text.insert(0, wire::ChunkPrefix(static_cast<std::size_t>(frame.size())).text());
    (frame.filler == 0 ? frame.text : frame.tail) += wire::kChunkEnd;
  }
}

/// What a cut or a stall made of the body.
struct Shaped {
  Frames frames;
  std::uint64_t declared = 0;  ///< what Content-Length says
  bool whole = true;           ///< the framing is closed
  PlanEnd end = PlanEnd::Whole;
};

Shaped shape(Frames frames, const Fault& fault) {
  Shaped shaped;
  shaped.declared = size_of(frames);
  if (const auto cut = cut_place(frames, fault)) {
    frames.resize(*cut);
    shaped.whole = fault.cut == CutHow::End;
    if (shaped.whole) shaped.declared = size_of(frames);
    if (!shaped.whole) shaped.end = fault.cut == CutHow::Reset ? PlanEnd::Reset : PlanEnd::Close;
  }
  if (const auto stall = place_in(frames, fault.stall_event, fault.stall_byte)) {
    if (fault.stall) {
      if (*stall == frames.size()) frames.emplace_back();
      frames[*stall].wait += *fault.stall;
    } else {
      frames.resize(*stall);
      shaped.whole = false;
      shaped.end = PlanEnd::Hang;
    }
  }
  shaped.frames = std::move(frames);
  return shaped;
}

/// A buffered answer is ready when all of its tokens are.
Duration head_wait(const Answer& answer, const Fault& fault) {
  const Duration delay = fault.delay.value_or(Duration(0));
  if (answer.streamed || answer.content_count == 0) return delay;
  return delay + answer.first_content + answer.content_every * static_cast<std::int64_t>(answer.content_count - 1);
}

void cut_head(Plan& plan, const Fault& fault) {
  plan.steps.resize(1);
  plan.steps[0].text.resize(
      static_cast<std::size_t>(std::min<std::uint64_t>(*fault.cut_head, plan.steps[0].text.size())));
  plan.end = fault.cut == CutHow::Reset ? PlanEnd::Reset : PlanEnd::Close;
}

}  // namespace

Plan lay_out(Answer answer, const Fault& fault, const LayOutContext& context) {
  const Framing framing = framing_of(answer, fault);
  Shaped shaped = shape(body_frames(answer, fault), fault);
  Plan plan;
  plan.status = answer.status;
  plan.end = shaped.end;
  plan.drip_bytes = fault.drip_bytes.value_or(0);
  plan.drip_every = fault.drip_every.value_or(Duration(0));
  plan.stale = fault.stale;
  plan.idle_close = fault.idle_close;
  plan.close_after = context.connection_closes || framing == Framing::UntilClose;
  PlanStep head;
  head.wait = head_wait(answer, fault);
  head.text = render_head(answer, fault, context, {framing, shaped.declared, plan.close_after});
  plan.steps.push_back(std::move(head));
  if (fault.cut_head) {
    cut_head(plan, fault);
    return plan;
  }
  if (is_bodiless(answer.status)) return plan;
  if (framing == Framing::Chunked) {
    put_in_chunks(shaped.frames);
    if (shaped.whole) shaped.frames.push_back({Duration(0), std::string(wire::kLastChunk), 0, {}});
  }
  std::move(shaped.frames.begin(), shaped.frames.end(), std::back_inserter(plan.steps));
  return plan;
}

bool allows_no_answer(const Fault& fault) {
  return fault.silent || fault.reset || fault.close || fault.refuse.has_value();
}

Plan without_answer(const Fault& fault) {
  Plan plan;
  plan.refuse = fault.refuse;
  plan.end = PlanEnd::Reset;
  if (fault.close) plan.end = PlanEnd::Close;
  if (fault.silent) plan.end = PlanEnd::Hang;
  if (fault.delay) plan.steps.push_back({*fault.delay, {}, 0, {}});
  return plan;
}

}  // namespace jurymast::mock
