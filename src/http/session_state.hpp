#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/byte_buffer.hpp"
#include "http/server_session.hpp"
#include "wire/chunked.hpp"

namespace jurymast::http {

/// The inside of a ServerSession. session_reader.cpp takes requests off the connection, session_writer.cpp puts answers on it,
/// session_clock.cpp keeps the clocks, server_session.cpp holds them together.
struct ServerSession::State : TurnEnd {
  enum class Phase : unsigned char {
    Handshake,
    Idle,  ///< between requests, or before the first
    Head,  ///< some bytes of a head came
    Body,
    Answering,  ///< the handler has the request
    Flushing,   ///< the answer is whole, some of it not sent yet
    Lingering,  ///< all said; reads on for a moment, or the client could lose the answer to a reset
    Closed,
  };

  State(ServerSession& owner, std::unique_ptr<Channel> on, const SessionLimits& with, std::unique_ptr<SessionHandler> to);

  void begin();
  void shake_hands();
  void close(bool with_reset);
  /// The peer ended the connection, or it failed.
  void lost();
  void close_soon();

  void wait_for_input();
  bool wants_input() const;
  void on_readable(bool ok);
  void receive();
  void receive_body_directly();
  void take_input(ReceiveBuffer& buffer, std::size_t bytes);
  void input_ended();
  /// Handles as many requests as are there.
  void advance();
  void read_head();
  void head_accepted();
  void begin_body();
  void take_body(std::string_view received);
  void take_length_body(std::string_view received);
  void take_chunked_body(std::string_view received);
  void hand_over(std::string_view body);
  void reject(const wire::Rejection& rejection);
  void answer_and_close(std::string_view text);

  void write(std::span<const std::string_view> pieces);
  void keep_unsent(std::span<const std::string_view> pieces, std::size_t sent);
  /// Sends what is pending once all events at hand have been handed out.
  void write_soon();
  void turn_ended() override;
  void wait_to_write();
  void on_writable(bool ok);
  IoResult send_pending();
  std::size_t pending() const { return output.size() - output_sent; }
  void end_answer();
  void answer_sent();
  void linger(bool clean);
  void discard();

  void set_clock();
  void on_clock();
  void check_body_rate(MonotonicTime now);
  MonotonicTime next_moment() const;

  ServerSession& session;
  Loop& loop;
  const SessionLimits limits;
  std::unique_ptr<Channel> channel;
  std::unique_ptr<SessionHandler> handler;
  std::function<void()> closed_call;
  std::shared_ptr<ServerSession> keep;  ///< itself, while the handler owes an answer

  Phase phase = Phase::Handshake;
  bool reading = false;    ///< a wait for input is outstanding
  bool writing = false;    ///< a wait for room is outstanding
  bool write_due = false;  ///< what is pending is sent at the end of the turn
  bool advancing = false;  ///< advance() is on the stack
  bool draining = false;
  bool aborting = false;
  bool input_over = false;  ///< the client closed its side after its last request was answered
  bool over_watermark = false;

  wire::RequestHead head;
  wire::RequestHeadReader head_reader;
  wire::ChunkedReader chunks;
  ByteBuffer input;  ///< the message at hand; with its body if that came along
  ByteBuffer body;   ///< the body, where it came later than the head
  ByteBuffer ahead;  ///< what came behind the message at hand
  std::uint64_t body_left = 0;

  std::string output;
  std::size_t output_sent = 0;

  Timer timer;
  MonotonicTime phase_until = MonotonicTime::never();
  MonotonicTime write_until = MonotonicTime::never();
  MonotonicTime body_began;
  std::uint64_t body_received = 0;
  std::size_t lingered = 0;
};

}  // namespace jurymast::http
