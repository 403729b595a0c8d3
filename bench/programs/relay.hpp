#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/assert.hpp"
#include "socket.hpp"

/// What a proxy's four data calls cost, and nothing else: bytes go from one connection to its partner as they come, unread.
namespace jurymast::bench {

/// Pairs of connections at a time.
inline constexpr std::size_t kPairsMax = 256;
/// Larger than a request or an answer of this experiment, so that each is received in one call.
inline constexpr std::size_t kRelayBytes = 4096;

/// One end of a pair; what comes here goes out at the partner.
struct RelayEnd {
  Descriptor socket;
  RelayEnd* partner = nullptr;
  std::size_t pair = 0;  ///< place in RelayPairs
  bool over = false;     ///< nothing more will come
  std::array<char, kRelayBytes> buffer;

  int fd() const { return socket.fd(); }
};

struct RelayPair {
  RelayEnd client;
  RelayEnd upstream;
};

/// All pairs, by place; each client gets a connection of its own to the upstream.
class RelayPairs {
 public:
  explicit RelayPairs(std::uint16_t upstream) : upstream_(upstream), pairs_(kPairsMax) {}

  RelayPair& begin(Descriptor client) {
    std::size_t place = 0;
    while (pairs_.at(place)) ++place;
    auto upstream = connect_to(upstream_);
    JURYMAST_ASSERT(upstream.has_value());
    make_prompt(client.fd());
    pairs_[place] = std::make_unique<RelayPair>();
    RelayPair& pair = *pairs_[place];
    pair.client.socket = std::move(client);
    pair.upstream.socket = std::move(*upstream);
    pair.client.partner = &pair.upstream;
    pair.upstream.partner = &pair.client;
    pair.client.pair = pair.upstream.pair = place;
    return pair;
  }
  void end(const RelayEnd& end) { pairs_[end.pair].reset(); }

 private:
  std::uint16_t upstream_;
  std::vector<std::unique_ptr<RelayPair>> pairs_;
};

/// How the relay learns that bytes have come.
enum class RelayEngine : unsigned char {
  Epoll,           ///< epoll, then recv and sendmsg
  NestedEpoll,     ///< the same behind another epoll, as the gateway's loop has it
  Uring,           ///< io_uring, each receive asked for anew, linked behind the send
  UringMultishot,  ///< io_uring, one request for all receives of a connection, into provided buffers
};

struct RelayPlan {
  const Descriptor& listener;
  std::uint16_t upstream = 0;
};

/// Both relay until the process is ended, and fail where the kernel does not let them begin.
Result<void> relay_by_epoll(const RelayPlan& plan, RelayEngine engine);
Result<void> relay_by_uring(const RelayPlan& plan, RelayEngine engine);

}  // namespace jurymast::bench
