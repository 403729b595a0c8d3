#include <fcntl.h>
#include <liburing.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cstring>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "relay.hpp"

namespace jurymast::bench {
namespace {

constexpr unsigned kRingEntries = 1024;
constexpr unsigned kBuffers = 128;
constexpr int kBufferGroup = 0;

/// What an answer of the ring belongs to; in the low bits of its mark, below a pointer or a buffer's number.
enum class Asked : std::uint64_t { Accept, Receive, Send, SendBuffer };
constexpr std::uint64_t kAskedBits = 2;

std::uint64_t mark_of(Asked asked, std::uint64_t rest = 0) { return rest | static_cast<std::uint64_t>(asked); }
std::uint64_t mark_of(Asked asked, const RelayEnd& end) { return mark_of(asked, reinterpret_cast<std::uint64_t>(&end)); }

/// Buffers that the kernel fills in the order in which they were given back.
class BufferRing {
 public:
  explicit BufferRing(io_uring& ring) : bytes_(kBuffers * kRelayBytes) {
    void* memory = nullptr;
    JURYMAST_ASSERT(posix_memalign(&memory, 4096, kBuffers * sizeof(io_uring_buf)) == 0);
    ring_.reset(static_cast<io_uring_buf_ring*>(memory));
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uint64_t>(memory);
    registration.ring_entries = kBuffers;
    registration.bgid = kBufferGroup;
    JURYMAST_ASSERT(io_uring_register_buf_ring(&ring, &registration, 0) == 0);
    io_uring_buf_ring_init(ring_.get());
    for (unsigned number = 0; number < kBuffers; ++number) give_back(number);
  }
  char* at(unsigned number) { return bytes_.data() + std::size_t{number} * kRelayBytes; }
  void give_back(unsigned number) {
    io_uring_buf_ring_add(ring_.get(), at(number), kRelayBytes, static_cast<unsigned short>(number),
                          io_uring_buf_ring_mask(kBuffers), 0);
    io_uring_buf_ring_advance(ring_.get(), 1);
  }

 private:
  struct Free {
    void operator()(io_uring_buf_ring* ring) const { std::free(ring); }
  };
  std::vector<char> bytes_;
  std::unique_ptr<io_uring_buf_ring, Free> ring_;
};

/// One call into the kernel a turn: it hands in what the last turn asked for and waits for what has come of it.
class UringRelay {
 public:
  UringRelay(const RelayPlan& plan, io_uring& ring, bool multishot) : listener_(plan.listener), pairs_(plan.upstream), ring_(ring) {
    if (multishot) buffers_ = std::make_unique<BufferRing>(ring_);
    messages_.resize(kPairsMax * 2);
    JURYMAST_ASSERT(io_uring_register_files_sparse(&ring_, kPairsMax * 2) == 0);
    // Saves looking the ring up at each call; where the kernel cannot, it goes on without.
    io_uring_register_ring_fd(&ring_);
    // The ring waits for sockets that block, and hands those that do not straight back.
    JURYMAST_ASSERT(fcntl(listener_.fd(), F_SETFL, fcntl(listener_.fd(), F_GETFL) & ~O_NONBLOCK) == 0);
    ask_for_client();
  }

  [[noreturn]] void run() {
    for (;;) {
      io_uring_submit_and_wait(&ring_, 1);
      unsigned head = 0;
      unsigned count = 0;
      io_uring_cqe* answer = nullptr;
      io_uring_for_each_cqe(&ring_, head, answer) {
        take(*answer);
        ++count;
      }
      io_uring_cq_advance(&ring_, count);
    }
  }

 private:
  struct Message {
    iovec piece;
    msghdr head;
  };

  io_uring_sqe& ask() {
    io_uring_sqe* const request = io_uring_get_sqe(&ring_);
    JURYMAST_ASSERT(request != nullptr);
    return *request;
  }

  /// Place among the registered files: clients at even ones, their partners behind them.
  static int place_of(const RelayEnd& end) { return static_cast<int>(2 * end.pair + (&end < end.partner ? 0 : 1)); }

  void ask_for_client() {
    io_uring_sqe& request = ask();
    io_uring_prep_accept(&request, listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
    request.user_data = mark_of(Asked::Accept);
  }

  void ask_for_bytes(RelayEnd& end) {
    io_uring_sqe& request = ask();
    if (buffers_) {
      io_uring_prep_recv_multishot(&request, place_of(end), nullptr, 0, 0);
      request.flags |= IOSQE_BUFFER_SELECT;
      request.buf_group = kBufferGroup;
    } else {
      io_uring_prep_recv(&request, place_of(end), end.buffer.data(), end.buffer.size(), 0);
      // Nothing has come yet, so that trying first would be in vain.
      request.ioprio |= IORING_RECVSEND_POLL_FIRST;
    }
    request.flags |= IOSQE_FIXED_FILE;
    request.user_data = mark_of(Asked::Receive, end);
  }

  /// The message stays where it is until the kernel has taken it: a connection has one on its way at a time.
  io_uring_sqe& send(RelayEnd& end, char* bytes, std::size_t size) {
    Message& message = messages_[static_cast<std::size_t>(place_of(end))];
    message.piece = {bytes, size};
    message.head = {};
    message.head.msg_iov = &message.piece;
    message.head.msg_iovlen = 1;
    io_uring_sqe& request = ask();
    io_uring_prep_sendmsg(&request, place_of(*end.partner), &message.head, MSG_NOSIGNAL | MSG_WAITALL);
    request.flags |= IOSQE_FIXED_FILE;
    request.user_data = mark_of(Asked::Send);
    return request;
  }

  void take(const io_uring_cqe& answer) {
    const auto asked = static_cast<Asked>(answer.user_data & ((1U << kAskedBits) - 1));
    const std::uint64_t rest = answer.user_data & ~std::uint64_t{(1U << kAskedBits) - 1};
    if (asked == Asked::Accept) return take_client(answer.res);
    if (asked == Asked::SendBuffer) return buffers_->give_back(static_cast<unsigned>(rest >> kAskedBits));
    // A send speaks only where it failed, and then its connection ends by itself.
    if (asked == Asked::Receive) take_bytes(*reinterpret_cast<RelayEnd*>(rest), answer);
  }

  void take_client(int fd) {
    ask_for_client();
    if (fd < 0) return;
    RelayPair& pair = pairs_.begin(Descriptor(fd));
    for (RelayEnd* end : {&pair.client, &pair.upstream}) {
      const int file = end->fd();
      JURYMAST_ASSERT(io_uring_register_files_update(&ring_, static_cast<unsigned>(place_of(*end)), &file, 1) == 1);
      ask_for_bytes(*end);
    }
  }

  void take_bytes(RelayEnd& end, const io_uring_cqe& answer) {
    const bool none_left = answer.res == -ENOBUFS;
    if (answer.res <= 0 && !none_left) return finish(end);
    if (buffers_ && !none_left) {
      const unsigned number = answer.flags >> IORING_CQE_BUFFER_SHIFT;
      send(end, buffers_->at(number), static_cast<std::size_t>(answer.res)).user_data =
          mark_of(Asked::SendBuffer, std::uint64_t{number} << kAskedBits);
    } else if (!none_left) {
      send(end, end.buffer.data(), static_cast<std::size_t>(answer.res)).flags |= IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS;
    }
    if ((answer.flags & IORING_CQE_F_MORE) == 0) ask_for_bytes(end);
  }

  /// Both receives have to end before the pair may go: the kernel still knows the other's buffer.
  void finish(RelayEnd& end) {
    end.over = true;
    shutdown(end.fd(), SHUT_RDWR);
    shutdown(end.partner->fd(), SHUT_RDWR);
    if (!end.partner->over) return;
    for (const RelayEnd* gone : {&end, end.partner}) {
      const int none = -1;
      io_uring_register_files_update(&ring_, static_cast<unsigned>(place_of(*gone)), &none, 1);
    }
    pairs_.end(end);
  }

  const Descriptor& listener_;
  RelayPairs pairs_;
  io_uring& ring_;
  std::unique_ptr<BufferRing> buffers_;
  std::vector<Message> messages_;
};

}  // namespace

Result<void> relay_by_uring(const RelayPlan& plan, RelayEngine engine) {
  io_uring ring{};
  io_uring_params params{};
  // Completions wait until this thread asks for them: no interrupt of what it does, no lock against itself.
  params.flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;
  const int failed = io_uring_queue_init_params(kRingEntries, &ring, &params);
  if (failed != 0)
    return fail(Code::Unavailable, "io_uring: {}; is it allowed here, and the kernel 6.1 or later?", std::strerror(-failed));
  UringRelay(plan, ring, engine == RelayEngine::UringMultishot).run();
}

}  // namespace jurymast::bench
