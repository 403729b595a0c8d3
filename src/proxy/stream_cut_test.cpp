#include <gtest/gtest.h>

#include <span>

#include "proxy/test_recordings.hpp"
#include "proxy/test_stream_operation.hpp"

namespace jurymast::proxy {
namespace {

using wire::BodyFraming;

constexpr unsigned kTokens = 20;
constexpr std::size_t kWhole = std::string::npos;

/// What the part of a recording that came whole amounts to.
struct Delivered {
  std::string events;  ///< those that may reach a client, as they came
  bool content = false;
  bool finished = false;
};

/// What a reader of `body_bytes` bytes may know. At an end that the framing or the connection vouches for, an event that lacks only its
/// blank line counts as well.
Delivered delivered_of(const Recording& recording, std::size_t body_bytes, bool clean_end) {
  Delivered delivered;
  std::size_t end = 0;
  for (const RecordedEvent& event : recording.events) {
    end += event.raw.size();
    if (end > body_bytes && !(clean_end && end == body_bytes + 1)) break;
    if (event.role != Role::Done) delivered.events += event.raw;
    delivered.content = delivered.content || event.role == Role::Content;
    delivered.finished = delivered.finished || event.role == Role::Finish;
  }
  return delivered;
}

/// The body of the one whole message that a client was sent; `fault` says what is wrong with it.
struct ClientMessage {
  int status = 0;
  std::string body;
  std::string fault;
};

ClientMessage read_message(std::string_view bytes) {
  ClientMessage message;
  wire::ResponseHeadReader reader;
  wire::ResponseHead head;
  if (reader.read(bytes, head) != wire::ParseState::Done) return {0, {}, "no whole head"};
  message.status = head.status;
  bytes.remove_prefix(head.head_bytes);
  if (head.framing == BodyFraming::Length) {
    if (bytes.size() != head.content_length) message.fault = "the body has another length than it says";
    message.body = bytes;
    return message;
  }
  wire::ChunkedReader chunks;
  while (!bytes.empty() && chunks.state() == wire::ParseState::NeedMore) {
    const wire::ChunkedReader::Piece piece = chunks.read(bytes);
    message.body += piece.data;
    bytes.remove_prefix(piece.consumed);
  }
  if (chunks.state() != wire::ParseState::Done) message.fault = "the chunks do not end";
  if (!bytes.empty()) message.fault = "something stands behind the message";
  return message;
}

/// How the bytes before a cut come: all but the last few in one piece, those in small ones. Over all cuts the small pieces end at every
/// offset; dripping every stream from its first byte would cost the square of its length.
struct Drip {
  std::size_t piece_bytes = kWhole;
  std::size_t dripped_bytes = 0;
};
constexpr Drip kDrips[] = {{kWhole, 0}, {7, 210}, {1, 40}};
constexpr std::span<const Drip> kAtOnce{kDrips, 1};

/// One cut: where, how, and in which pieces the bytes before it came.
struct Cut {
  std::string_view bytes;
  std::size_t body_bytes = 0;
  End end = End::Reset;
  bool clean = false;  ///< the framing, or a connection that delimits the body, says that this was all
  Drip drip = {};

  Script script() const {
    const std::size_t at_once = bytes.size() - std::min(bytes.size(), drip.dripped_bytes);
    return {.bytes = bytes, .end = end, .piece_bytes = drip.piece_bytes, .first_piece_bytes = at_once};
  }
};

/// A cut at every offset of one response.
struct Sweep {
  BodyFraming framing = BodyFraming::Chunked;
  End end = End::Reset;
  policy::CommitRule commit = policy::CommitRule::FirstContent;
  std::span<const Drip> drips = kAtOnce;
};

/// How often each of the three fates was met.
struct Fates {
  unsigned whole = 0;
  unsigned aborted = 0;
  unsigned rescued = 0;
};

class StreamCut : public testing::TestWithParam<Family> {
 protected:
  StreamCut() {
    // One world for thousands of cuts: what it learns of them must not decide how the next one goes.
    for (unsigned i = 0; i < 2; ++i) {
      world_.target(i).breaker.enabled = false;
      world_.target(i).budget.enabled = false;
    }
  }
  bool chat() const { return GetParam() == Family::ChatCompletions; }
  std::string whole_answer(const std::string& events) const { return events + (chat() ? "data: [DONE]\n\n" : ""); }
  static policy::RequestFacts facts() {
    policy::RequestFacts facts = policy::streamed();
    facts.family = GetParam();
    return facts;
  }

  /// What is wrong with how a cut stream went; empty: nothing.
  std::string fault_of(const Cut& cut, policy::CommitRule commit = policy::CommitRule::FirstContent) {
    world_.route().commit = commit;
    StreamOperation operation(world_, facts(), {cut.script(), spare_script()}, scratch_);
    operation.run();
    if (operation.finishes() != 1) return "not exactly one Finish";
    if (world_.status(0).in_flight + world_.status(1).in_flight != 0) return "a place was not given back";
    const Delivered delivered = delivered_of(recording_, cut.body_bytes, cut.clean);
    const ClientMessage message = read_message(operation.sent());
    if (!message.fault.empty()) return message.fault;
    if (message.status != 200) return "the client was told of an error";
    if (delivered.finished) return fault_of_whole(operation, message, delivered);
    if (delivered.content && commit == policy::CommitRule::FirstContent) {
      return fault_of_aborted(operation, message, delivered, cut.end);
    }
    return fault_of_rescued(operation, message);
  }

  std::string fault_of_whole(const StreamOperation& operation, const ClientMessage& message, const Delivered& delivered) {
    ++fates_.whole;
    const record::Decision& decision = operation.decision();
    if (operation.endings() != 1 || operation.aborts() != 0) return "a whole answer was not ended as one";
    if (message.body != whole_answer(delivered.events)) return "a whole answer is not what came: " + message.body;
    if (decision.outcome != record::Outcome::Complete || decision.served_by_name != "a")
      return "the record calls it something else";
    return decision.attempts.size() == 1 ? "" : "a whole answer was asked for again";
  }

  std::string fault_of_aborted(const StreamOperation& operation, const ClientMessage& message, const Delivered& delivered,
                               End end) {
    ++fates_.aborted;
    const record::Decision& decision = operation.decision();
    const FailureClass cause = end == End::Silent ? FailureClass::TimeoutStall : FailureClass::Truncated;
    if (operation.endings() != 0 || operation.aborts() != 1) return "a cut answer was ended as a whole one";
    if (!message.body.starts_with(delivered.events)) return "the events are not those that came: " + message.body;
    if (message.body.find("[DONE]") != std::string::npos) return "a cut answer says [DONE]";
    if (!is_error_event(message.body.substr(delivered.events.size()), cause))
      return "the end is not one error event: " + message.body;
    if (decision.outcome != record::Outcome::Partial || decision.failure_class != cause)
      return "the record calls it something else";
    return decision.attempts.size() == 1 ? "" : "an answer that had begun was asked for again";
  }

  std::string fault_of_rescued(const StreamOperation& operation, const ClientMessage& message) {
    ++fates_.rescued;
    const record::Decision& decision = operation.decision();
    if (operation.endings() != 1 || operation.aborts() != 0) return "the spare's answer was not ended as a whole one";
    const std::string spare_events = delivered_of(spare_, kWhole, true).events;
    if (message.body != whole_answer(spare_events)) return "the answer is not the spare's alone: " + message.body;
    if (decision.outcome != record::Outcome::Complete || decision.served_by_name != "b")
      return "the record calls it something else";
    const bool said = decision.fallback_taken && decision.arm == record::Arm::Rescue;
    return said ? "" : "the record knows of no fallback";
  }

  /// True where `text` is one event, and that the family's error event with this cause.
  bool is_error_event(const std::string& text, FailureClass cause) {
    wire::SseSplitter splitter;
    splitter.feed(text);
    wire::SseSplitter::Event event;
    if (splitter.next(event) != wire::SseSplitter::Status::Event || event.raw != text) return false;
    wire::StreamReader reader(GetParam(), 1);
    return reader.read(event, scratch_) == wire::EventKind::Error && reader.facts().error.code == name_of(cause);
  }

  /// Cuts a response at each of its offsets; stops at the first fault.
  void cut_everywhere(const Sweep& sweep) {
    const WireText text = on_the_wire(recording_.body(), sweep.framing);
    ASSERT_EQ(text.body_at.size(), text.bytes.size() + 1);
    const std::size_t head_bytes = text.bytes.find("\r\n\r\n") + 4;
    for (std::size_t at = 0; at <= text.bytes.size(); ++at) {
      const bool clean = sweep.end == End::Closed && sweep.framing == BodyFraming::UntilClose && at >= head_bytes;
      for (const Drip drip : sweep.drips) {
        const Cut cut{std::string_view(text.bytes).substr(0, at), text.body_at[at], sweep.end, clean, drip};
        ASSERT_EQ(fault_of(cut, sweep.commit), "") << "cut at " << at << ", pieces of " << drip.piece_bytes;
      }
    }
  }

  Script spare_script() const { return {.bytes = spare_text_.bytes, .end = End::Silent, .piece_bytes = kWhole}; }

  Recording recording_ = recording_of(GetParam(), "cut", kTokens);
  Recording spare_ = recording_of(GetParam(), "spare", 2);
  WireText spare_text_ = on_the_wire(spare_.body(), BodyFraming::Chunked);
  policy::World world_;
  wire::JsonScratch scratch_;
  Fates fates_;
};

std::string family_text(const testing::TestParamInfo<Family>& info) {
  return info.param == Family::ChatCompletions ? "Chat" : "Responses";
}
INSTANTIATE_TEST_SUITE_P(Families, StreamCut, testing::Values(Family::ChatCompletions, Family::Responses), family_text);

TEST_P(StreamCut, ByAResetAtAnyByte_IsNeverTakenForAWholeAnswer) {
  cut_everywhere({.end = End::Reset, .drips = kDrips});
  EXPECT_GT(fates_.whole, 20U);
  EXPECT_GT(fates_.aborted, 1'000U);
  EXPECT_GT(fates_.rescued, 300U);
}

TEST_P(StreamCut, ByACloseAtAnyByte_IsNeverTakenForAWholeAnswer) {
  cut_everywhere({.end = End::Closed, .drips = kDrips});
  cut_everywhere({.framing = BodyFraming::Length, .end = End::Closed});
}

TEST_P(StreamCut, ByTheCloseThatDelimitsIt_IsNeverTakenForAWholeAnswer) {
  cut_everywhere({.framing = BodyFraming::UntilClose, .end = End::Closed, .drips = kDrips});
  EXPECT_GT(fates_.aborted, 1'000U);
}

TEST_P(StreamCut, BySilenceAtAnyByte_EndsByAClock) { cut_everywhere({.end = End::Silent}); }

/// The worst kind: the transport is content, and only the answer's own end tells.
TEST_P(StreamCut, ByACleanEndOfTheFramingAtAnyByte_IsNeverTakenForAWholeAnswer) {
  const std::string body = recording_.body();
  for (std::size_t at = 0; at <= body.size(); ++at) {
    const WireText chunked = on_the_wire(body.substr(0, at), BodyFraming::Chunked);
    for (const Drip drip : kDrips) {
      ASSERT_EQ(fault_of({chunked.bytes, at, End::Closed, true, drip}), "")
          << "cut at " << at << ", pieces of " << drip.piece_bytes;
    }
    const WireText of_length = on_the_wire(body.substr(0, at), BodyFraming::Length);
    ASSERT_EQ(fault_of({of_length.bytes, at, End::Closed, true, kDrips[0]}), "") << "cut at " << at;
  }
}

TEST_P(StreamCut, DrippedFromItsFirstByte_GoesTheSameWay) {
  constexpr std::size_t kStride = 53;  // prime, so that it meets the events at all their offsets
  const WireText text = on_the_wire(recording_.body(), BodyFraming::Chunked);
  for (std::size_t at = 0; at <= text.bytes.size(); at += kStride) {
    for (const std::size_t piece_bytes : {std::size_t{1}, std::size_t{7}}) {
      const Cut cut{std::string_view(text.bytes).substr(0, at), text.body_at[at], End::Reset, false, {piece_bytes, at}};
      ASSERT_EQ(fault_of(cut), "") << "cut at " << at << ", pieces of " << piece_bytes;
    }
  }
}

TEST_P(StreamCut, HeldBackUntilItIsWhole_IsRescuedAtAnyByte) {
  cut_everywhere({.end = End::Closed, .commit = policy::CommitRule::Complete});
  EXPECT_EQ(fates_.aborted, 0U);
  EXPECT_GT(fates_.rescued, 1'000U);
}

/// What the first target may have carried out is asked of no second one; the client gets a plain error and not a byte of the stream.
TEST_P(StreamCut, BeforeContent_IsAnErrorWhereNothingMayBeSentTwice) {
  const WireText text = on_the_wire(recording_.body(), BodyFraming::Chunked);
  for (std::size_t at = 0; !delivered_of(recording_, text.body_at[at], false).content; ++at) {
    world_.route().side_effects = policy::SideEffects::Possible;
    const Cut cut{std::string_view(text.bytes).substr(0, at), text.body_at[at], End::Reset, false, kDrips[0]};
    StreamOperation operation(world_, facts(), {cut.script(), spare_script()}, scratch_);
    operation.run();
    const ClientMessage message = read_message(operation.sent());
    ASSERT_EQ(message.fault, "") << "cut at " << at;
    ASSERT_EQ(message.status, 502) << "cut at " << at;
    ASSERT_EQ(operation.finishes(), 1U);
    ASSERT_EQ(operation.decision().attempts.size(), 1U);
    ASSERT_EQ(operation.decision().outcome, record::Outcome::Failed);
    ASSERT_EQ(message.body.find(recording_.mark), std::string::npos);
  }
}

}  // namespace
}  // namespace jurymast::proxy
