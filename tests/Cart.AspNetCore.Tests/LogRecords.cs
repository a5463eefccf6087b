using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogRecords : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, Record Record)> _records = [];

    public IReadOnlyList<Record> Of(string category) =>
        [.. _records.Where(entry => entry.Category == category).Select(static entry => entry.Record)];

    /// <summary>Everything that was logged.</summary>
    public IReadOnlyList<Record> All => [.. _records.Select(static entry => entry.Record)];

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void Dispose()
    {
    }

    internal sealed record Record(int Id, LogLevel Level, string Message);

    private sealed class Category(LogRecords records, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            records._records.Enqueue((name, new Record(eventId.Id, logLevel, formatter(state, exception))));
    }
}
