#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// Peers made of plain blocking sockets, for tests that have to say exactly which bytes come when. Every wait is bounded.
namespace jurymast::test {

/// No wait of a raw peer takes longer.
inline constexpr std::chrono::milliseconds kPeerPatience{5000};

/// One response as it stood on the wire.
struct RawResponse {
  std::string head;  ///< with its empty line
  std::string body;  ///< without its framing
  int status = 0;
  bool whole = false;  ///< false if the connection ended before the body did
};

/// One connected blocking socket. Reads return what came if the peer ends, fails or lets it wait too long.
class RawConnection {
 public:
  explicit RawConnection(int fd);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;
  RawConnection(RawConnection&& other) noexcept;
  RawConnection& operator=(RawConnection&&) = delete;

  /// Connects to a port of 127.0.0.1; is_open() tells whether it went well.
  static RawConnection to(std::uint16_t port);
  static RawConnection to_unix(const std::string& path);

  bool is_open() const { return fd_ >= 0; }
  int fd() const { return fd_; }
  /// False if the peer does not take it all.
  bool send(std::string_view text);
  /// Reads until `end` was seen and returns everything up to and with it; what came behind is kept for the next read.
  std::string read_until(std::string_view end);
  std::string read_bytes(std::size_t count);
  /// Reads until the peer ends.
  std::string read_all();
  /// One response, by its Content-Length or chunks.
  RawResponse read_response();
  /// One request with Content-Length; head and body together.
  std::string read_request();
  /// True if the peer ended or reset the connection within the time; anything that comes is thrown away.
  bool ends_within(std::chrono::milliseconds time);
  /// True if nothing at all comes within the time, not even an end.
  bool is_silent_for(std::chrono::milliseconds time);

  void shutdown_send();
  void set_receive_buffer(int bytes);
  /// Closes with a TCP reset.
  void reset();
  void close();

 private:
  bool receive_more();
  std::string take(std::size_t count);
  int fd_;
  std::string received_;
};

/// A server on a port of 127.0.0.1 that runs `script` for each connection, on a thread of its own; connections count from 0. The
/// destructor waits for the scripts.
class RawServer {
 public:
  using Script = std::function<void(RawConnection& connection, unsigned index)>;
  explicit RawServer(Script script);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const { return port_; }
  unsigned accepted() const { return accepted_; }

 private:
  void serve();
  Script script_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<unsigned> accepted_{0};
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> scripts_;
  std::thread acceptor_;
};

/// A port of 127.0.0.1 on which nobody listens (at the time of the call).
std::uint16_t unused_port();

}  // namespace jurymast::test
