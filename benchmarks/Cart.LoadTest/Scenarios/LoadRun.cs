using System.Diagnostics;
using HdrHistogram;

namespace Cart.LoadTest;

/// <summary>Puts a load on one contender, and measures each operation: from when it was due, in an open loop, so that a wait counts for all who wait.</summary>
internal sealed class LoadRun(Contender contender, Load load)
{
    private const long OneMinute = 60_000_000;
    private const int MostUnderWay = 20_000;

    private readonly LongConcurrentHistogram _latencies = new(1, OneMinute, 3);
    private long _done;
    private long _refused;
    private long _errors;
    private string? _firstError;

    public async Task<LoadFigures> RunAsync(CancellationToken cancellationToken)
    {
        var begun = Stopwatch.GetTimestamp();
        await (load.Rate is { } rate ? OpenAsync(begun, rate, cancellationToken) : ClosedAsync(begun, cancellationToken));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        return new LoadFigures
        {
            Rate = _done / seconds,
            P50 = At(50),
            P99 = At(99),
            P999 = At(99.9),
            Refused = _refused,
            Errors = _errors,
            FirstError = _firstError,
        };
    }

    private double At(double percentile) => _latencies.TotalCount == 0 ? 0 : _latencies.GetValueAtPercentile(percentile) / 1000.0;

    private Task ClosedAsync(long begun, CancellationToken cancellationToken)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, load.Callers).Select(_ => Task.Run(CallAsync, cancellationToken)));

        async Task CallAsync()
        {
            while (Stopwatch.GetElapsedTime(begun) < load.Time)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await OneAsync(Interlocked.Increment(ref next), Stopwatch.GetTimestamp(), cancellationToken);
            }
        }
    }

    private async Task OpenAsync(long begun, double rate, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(MostUnderWay);
        var total = (int)(rate * load.Time.TotalSeconds);
        for (var number = 0; number < total; number++)
        {
            var due = begun + (long)(number / rate * Stopwatch.Frequency);
            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), cancellationToken);
            }

            // While there is no room the clock of those who are due goes on: they are sent late, and their wait is measured.
            await room.WaitAsync(cancellationToken);
            _ = SendAsync(number, due, room, cancellationToken);
        }

        for (var left = 0; left < MostUnderWay; left++)
        {
            await room.WaitAsync(cancellationToken);
        }
    }

    private async Task SendAsync(int number, long due, SemaphoreSlim room, CancellationToken cancellationToken)
    {
        try
        {
            await OneAsync(number, due, cancellationToken);
        }
        finally
        {
            room.Release();
        }
    }

    private async Task OneAsync(int number, long due, CancellationToken cancellationToken)
    {
        try
        {
            if (!await contender.Operation(number, cancellationToken))
            {
                Interlocked.Increment(ref _refused);
            }

            Interlocked.Increment(ref _done);
            _latencies.RecordValue(Math.Clamp((long)Stopwatch.GetElapsedTime(due).TotalMicroseconds, 1, OneMinute));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Interlocked.Increment(ref _errors);
            _firstError ??= exception.Message;
        }
    }
}
