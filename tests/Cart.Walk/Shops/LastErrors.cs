using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cart.Walk;

/// <summary>Keeps the last errors that a shop logged, to be printed beside an answer of 500.</summary>
internal sealed class LastErrors : ILoggerProvider, ILogger
{
    private const int Kept = 5;

    private readonly ConcurrentQueue<string> _errors = [];

    /// <summary>The last errors, the newest last.</summary>
    public IReadOnlyCollection<string> All => _errors;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _errors.Enqueue($"{formatter(state, exception)} {exception?.GetType().Name}: {exception?.Message}");
        while (_errors.Count > Kept)
        {
            _errors.TryDequeue(out _);
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
