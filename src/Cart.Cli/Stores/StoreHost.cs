using Cart.Embedded;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Cart.Cli;

/// <summary>What a command needs of the stores.</summary>
[Flags]
internal enum StoreParts
{
    None = 0,
    Carts = 1,
    Orders = 2,
    All = Carts | Orders,
}

/// <summary>Builds the host of a command: the engine on the stores that were asked for, warnings on standard error.</summary>
internal static class StoreHost
{
    /// <summary>
    /// Builds a host; starting it prepares the stores. A server that was named is there in any case, an embedded store only if it is needed.
    /// </summary>
    public static IHost Create(StoreSettings stores, Action<CartOptions> configure, StoreParts parts = StoreParts.All)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        AddLogging(builder.Logging);
        var cart = builder.Services.AddCartCore(options =>
        {
            options.Currency = stores.Currency;
            configure(options);
        });

        // A tool works on the stores as they are; whether they are fit, the doctor says.
        builder.Services.Configure<CheckOptions>(static checks => checks.Enabled = false);
        if (stores.Redis is { } redis)
        {
            cart.UseRedis(redis, options => options.KeyPrefix = stores.Prefix ?? options.KeyPrefix);
        }
        else if (parts.HasFlag(StoreParts.Carts))
        {
            // A shop that runs holds the directory; its server answers this account.
            _ = EmbeddedCartServer.FindRunning(stores.DataDirectory) is { } running
                ? cart.UseEmbeddedCartsOfRunning(stores.DataDirectory, running)
                : cart.UseEmbeddedCarts(stores.DataDirectory);
        }

        if (stores.Postgres is { } postgres)
        {
            cart.UsePostgres(postgres, options => options.Schema = stores.Schema ?? options.Schema);
        }
        else if (parts.HasFlag(StoreParts.Orders))
        {
            cart.UseEmbeddedOrders(stores.DataDirectory);
        }

        return builder.Build();
    }

    /// <summary>Connects to the Redis that was named, if one was.</summary>
    /// <exception cref="CartUnavailableException">No server answers. The message says why: the client keeps that to itself.</exception>
    public static async Task ConnectAsync(IHost host, CancellationToken cancellationToken)
    {
        if (host.Services.GetService<RedisLink>() is not { IsEmbedded: false } link)
        {
            return;
        }

        var connection = await link.OpenAsync(cancellationToken).ConfigureAwait(false);
        if (!connection.IsConnected)
        {
            throw await ConnectionDiagnosis.NoConnectionAsync(connection).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // The host reports a failed start with its whole stack trace; the command reports it in one line.
    private static void AddLogging(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
        .AddConsoleFormatter<OneLineFormatter, ConsoleFormatterOptions>()
        .AddConsole(static console =>
        {
            console.FormatterName = OneLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
}

/// <summary>Writes a log entry as one line: what happened and why, without a stack trace.</summary>
internal sealed class OneLineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "cart-one-line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var cause = logEntry.Exception is { } exception ? " " + exception.Message : "";
        textWriter.WriteLine($"{(logEntry.LogLevel is LogLevel.Warning ? "warning" : "error")}: {message}{cause}".ReplaceLineEndings(" "));
    }
}
