using Microsoft.Extensions.Logging;

namespace Cart.Embedded;

/// <summary>Passes on the warnings and errors of the embedded server, below the category <c>Cart.Embedded.Garnet</c>.</summary>
internal sealed class GarnetLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => new Warnings(loggers.CreateLogger($"Cart.Embedded.Garnet.{categoryName}"));

    public void Dispose()
    {
        // The host's loggers outlive the server.
    }

    private sealed class Warnings(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
