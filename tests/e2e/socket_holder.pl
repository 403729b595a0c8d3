# Holds a listening socket over the restarts of who accepts from it, as a service manager does. Perl, because Node cannot listen without
# accepting, and every Debian has it.
#   perl socket_holder.pl JURYMAST
# prints `holding PORT`; for each line of its input, a configuration file, it starts `JURYMAST serve` with the socket and prints
# `started PID`, and later `ended PID STATUS`. The end of its input ends everything.
use strict;
use warnings;
use POSIX qw(dup2 WNOHANG);
use Socket;

my ($binary) = @ARGV;
my $first_descriptor = 3;
my $backlog = 4096;
my $look_seconds = 0.005;
my %running;
$| = 1;
$^F = $first_descriptor;    # descriptors up to this one stay open over exec

socket(my $listening, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
bind($listening, pack_sockaddr_in(0, INADDR_LOOPBACK)) or die "bind: $!";
listen($listening, $backlog) or die "listen: $!";
my ($port) = unpack_sockaddr_in(getsockname($listening));
print "holding $port\n";

sub start {
  my ($config) = @_;
  my $pid = fork() // die "fork: $!";
  if ($pid == 0) {
    dup2(fileno($listening), $first_descriptor) or die "dup2: $!";
    @ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 1, 'listen');
    exec $binary, 'serve', '--config', $config or die "exec: $!";
  }
  $running{$pid} = 1;
  print "started $pid\n";
}

sub reap {
  while ((my $pid = waitpid(-1, WNOHANG)) > 0) {
    delete $running{$pid};
    print "ended $pid $?\n";
  }
}

my $input = '';
for (;;) {
  my $ready = '';
  vec($ready, fileno(STDIN), 1) = 1;
  my $found = select($ready, undef, undef, $look_seconds);
  reap();
  next if $found <= 0;
  sysread(STDIN, $input, 4096, length $input) or last;
  while ($input =~ s/^(.*)\n//) { start($1) }
}
kill 'TERM', keys %running;
