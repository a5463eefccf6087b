using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

public sealed class FaultLogTests : ILogger
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly List<(LogLevel Level, string Message)> _lines = [];
    private readonly FaultLog _log;

    public FaultLogTests() => _log = new FaultLog("PostgreSQL", this, _time);

    [Fact]
    public void A_fault_logs_its_begin_with_the_cause_and_its_end_with_the_count()
    {
        for (var request = 0; request < 5; request++)
        {
            _log.Failed("the connection\nwas refused.");
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        _log.Succeeded();
        _log.Succeeded();

        Assert.Equal(
            [
                (LogLevel.Warning, "PostgreSQL is not available: the connection was refused. Further failures are counted and not logged until it answers again."),
                (LogLevel.Information, "PostgreSQL is available again. Failed requests: 5, within 8.0 s."),
            ],
            _lines);
    }

    [Fact]
    public void A_store_that_fails_every_other_request_logs_one_fault()
    {
        for (var request = 0; request < 10; request++)
        {
            _log.Failed("timeout");
            _time.Advance(TimeSpan.FromMilliseconds(100));
            _log.Succeeded();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        _log.Succeeded();

        Assert.Equal(2, _lines.Count);
        Assert.EndsWith("Failed requests: 10, within 0.9 s.", _lines[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_fault_is_counted_by_itself()
    {
        _log.Failed("first");
        _time.Advance(TimeSpan.FromSeconds(1));
        _log.Succeeded();
        _log.Failed("second");
        _time.Advance(TimeSpan.FromSeconds(1));
        _log.Succeeded();

        Assert.Equal(4, _lines.Count);
        Assert.EndsWith("Failed requests: 1, within 0.0 s.", _lines[3].Message, StringComparison.Ordinal);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add((logLevel, formatter(state, exception)));
}
