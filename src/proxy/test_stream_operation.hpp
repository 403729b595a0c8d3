#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "base/limits.hpp"
#include "policy/exchange.hpp"
#include "policy/test_world.hpp"
#include "proxy/answer_writer.hpp"
#include "proxy/error_answers.hpp"
#include "proxy/stream_relay.hpp"
#include "proxy/test_playback.hpp"
#include "wire/content_kind.hpp"
#include "wire/error_text.hpp"

/// For the tests of this room: what `Operation` does with a streamed request, on upstreams that are played from memory.
namespace jurymast::proxy {

/// Drives one exchange over played upstreams and keeps what the client was sent. It carries the same steps out in the same order as
/// `Operation`; in the place of sockets it has strings, in the place of a timer the world's own clock.
class StreamOperation final : public http::UpstreamCall::Handler {
 public:
  /// `scripts` by target: what each attempt there meets.
  StreamOperation(policy::World& world, policy::RequestFacts facts, std::array<Script, 2> scripts, wire::JsonScratch& scratch)
      : world_(world),
        scratch_(scratch),
        facts_(std::move(facts)),
        scripts_(scripts),
        exchange_(facts_, world.snapshot, Random(1)) {}
  ~StreamOperation() override = default;
  StreamOperation(const StreamOperation&) = delete;
  StreamOperation& operator=(const StreamOperation&) = delete;

  /// From the request's arrival to its record.
  void run() {
    carry_out(exchange_.start(world_.port, world_.now));
    turn_done();
    constexpr unsigned kTurnsMax = 100'000;
    for (unsigned turn = 0; !exchange_.finished(); ++turn) {
      JURYMAST_ASSERT(turn < kTurnsMax);
      // Kept while it speaks, since what it says may let the operation drop it.
      const std::shared_ptr<Playback> playing = call_;
      if (playing && !playing->over() && !playing->silent()) {
        playing->go_on();
      } else {
        JURYMAST_ASSERT(exchange_.wake_at() < MonotonicTime::never());
        world_.now = std::max(world_.now, exchange_.wake_at());
        drive(policy::event::TimerFired{});
        turn_done();
      }
    }
  }

  /// Everything that was written to the client, framing included.
  const std::string& sent() const { return sent_; }
  unsigned finishes() const { return finishes_; }
  unsigned endings() const { return endings_; }
  unsigned aborts() const { return aborts_; }
  const record::Decision& decision() const { return exchange_.decision(); }

 private:
  void on_dialed() override { turn(policy::event::Dialed{}); }
  void on_connected(bool reused) override { turn(policy::event::Connected{reused}); }
  void on_request_sent() override { turn(policy::event::RequestSent{}); }

  void on_head(const wire::ResponseHead& head) override {
    const wire::ContentKind content = wire::content_kind_of(head.fields);
    JURYMAST_ASSERT(content == wire::ContentKind::EventStream);
    relay_.emplace(StreamRelay::Settings{.family = facts_.family,
                                         .preamble_bytes_max = limits::kPreambleBytesMax,
                                         .held_bytes_max = limits::kCompleteStreamBytesMax});
    turn(policy::event::Head{.status = head.status, .content = content, .foreign_encoding = false, .hints = {}});
  }

  void on_body(std::string_view piece) override {
    if (exchange_.finished() || !call_) return;
    relay_->feed(piece, scratch_);
    if (relay_->take_progress()) exchange_.content_seen(world_.now);
    deliver_signals();
    turn_done();
  }

  void on_end(bool /*delimited*/) override {
    if (exchange_.finished()) return;
    relay_->finish(scratch_);
    deliver_signals();
    if (!exchange_.finished() && call_) drive(policy::event::BodyComplete{relay_->facts()});
    turn_done();
  }

  void on_failed(http::TransportFailure failure, bool bytes_sent, bool response_started) override {
    using Kind = policy::event::FailureKind;
    if (exchange_.finished()) return;
    Kind kind = failure == http::TransportFailure::Reset ? Kind::Reset : Kind::EndOfFile;
    if (failure == http::TransportFailure::Framing) kind = Kind::Framing;
    turn(policy::event::Failed{kind, bytes_sent, response_started});
  }

  void turn(const policy::Event& event) {
    drive(event);
    turn_done();
  }
  void drive(const policy::Event& event) {
    if (!exchange_.finished()) carry_out(exchange_.on(event, world_.port, world_.now));
  }
  void carry_out(const policy::Steps& steps) {
    for (const policy::Step& step : steps) {
      std::visit([this](const auto& what) { carry_out_step(what); }, step);
    }
  }

  void carry_out_step(const policy::step::Send& send) {
    attempt_ = send.attempt;
    relay_.reset();
    call_ = std::make_shared<Playback>(scripts_.at(send.target.value), *this);
  }
  void carry_out_step(const policy::step::CloseUpstream&) {
    if (call_) call_->cancel();
    call_.reset();
  }
  void carry_out_step(const policy::step::Wait&) {}
  void carry_out_step(const policy::step::Validate&) { drive(policy::event::Validated{}); }
  void carry_out_step(const policy::step::Commit& commit) {
    chunked_ = true;
    writer_.own(fmt::format(
        "HTTP/1.1 {} OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n", commit.status));
  }
  void carry_out_step(const policy::step::Forward&) { forwarding_ = true; }
  void carry_out_step(const policy::step::EndClient&) {
    ++endings_;
    flush_events();
    static constexpr std::array<std::string_view, 1> kDone{"data: [DONE]\n\n"};
    if (facts_.family == Family::ChatCompletions) writer_.chunk(kDone);
    writer_.last_chunk();
  }
  void carry_out_step(const policy::step::AbortClient& abort) {
    ++aborts_;
    if (!chunked_) return;
    flush_events();
    const std::string text = class_message(abort.failure_class, exchange_.decision());
    const std::string event = wire::error_event(
        facts_.family,
        {.type = error_type_of(status_for_event(abort.failure_class)), .code = name_of(abort.failure_class), .message = text},
        relay_ ? relay_->next_sequence_number() : 0);
    writer_.own(std::string(wire::ChunkPrefix(event.size()).text()) + event);
    writer_.view(wire::kChunkEnd);
    writer_.last_chunk();
  }
  void carry_out_step(const policy::step::Answer& answer) {
    const std::string body = error_body(answer, exchange_.decision());
    writer_.own(fmt::format("HTTP/1.1 {} Error\r\n{}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", answer.status,
                            retry_lines(answer), body.size(), body));
  }
  void carry_out_step(const policy::step::Finish&) {
    ++finishes_;
    finish_wanted_ = true;
  }

  void deliver_signals() {
    const std::uint8_t attempt = attempt_;
    for (const StreamRelay::Signal signal : std::vector<StreamRelay::Signal>(relay_->signals())) {
      if (exchange_.finished() || !call_ || attempt != attempt_) return;
      switch (signal) {
        case StreamRelay::Signal::Content:
          drive(policy::event::Content{});
          break;
        case StreamRelay::Signal::Terminal:
          drive(policy::event::Terminal{relay_->facts().finish, relay_->content_before_terminal()});
          break;
        case StreamRelay::Signal::Error:
          drive(policy::event::StreamError{relay_->facts().error});
          break;
        case StreamRelay::Signal::Done:
          drive(policy::event::BodyComplete{relay_->facts()});
          break;
        case StreamRelay::Signal::Malformed:
          drive(policy::event::MalformedData{});
          break;
      }
    }
    if (exchange_.finished() || !call_ || attempt != attempt_ || forwarding_) return;
    if (!relay_->hold()) drive(policy::event::MalformedData{});
  }

  void flush_events() {
    if (!forwarding_ || !relay_) return;
    const std::string held = relay_->take_held();
    if (!held.empty()) writer_.own(fmt::format("{}{}{}", wire::ChunkPrefix(held.size()).text(), held, wire::kChunkEnd));
    writer_.chunk(relay_->ready());
    relay_->taken();
  }

  void turn_done() {
    if (forwarding_ && !finish_wanted_) flush_events();
    for (const std::string_view piece : writer_.pieces()) sent_ += piece;
    writer_.clear();
  }

  policy::World& world_;
  wire::JsonScratch& scratch_;
  policy::RequestFacts facts_;
  std::array<Script, 2> scripts_;
  policy::Exchange exchange_;
  std::shared_ptr<Playback> call_;
  std::optional<StreamRelay> relay_;
  AnswerWriter writer_;
  std::string sent_;
  std::uint8_t attempt_ = 0;
  unsigned finishes_ = 0;
  unsigned endings_ = 0;
  unsigned aborts_ = 0;
  bool forwarding_ = false;
  bool chunked_ = false;
  bool finish_wanted_ = false;
};

}  // namespace jurymast::proxy
