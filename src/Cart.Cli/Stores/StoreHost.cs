using Cart.Embedded;
using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Cart.Cli;

/// <summary>Specifies the stores that a command needs.</summary>
[Flags]
internal enum StoreParts
{
    None = 0,
    Carts = 1,
    Orders = 2,
    All = Carts | Orders,
}

/// <summary>Builds the host of a command: the engine on the requested stores, with warnings on standard error.</summary>
internal static class StoreHost
{
    /// <summary>
    /// Builds a host. Starting it prepares the stores. A named server is always used, an embedded store only if the command needs it.
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

        // A tool uses the stores as they are. The doctor checks them.
        builder.Services.Configure<CheckOptions>(static checks => checks.Enabled = false);
        if (stores.Redis is { } redis)
        {
            cart.UseRedis(redis, options => options.KeyPrefix = stores.Prefix ?? options.KeyPrefix);
        }
        else if (parts.HasFlag(StoreParts.Carts))
        {
            // A running shop holds the directory. Its server accepts this account.
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

    /// <summary>Connects to Redis, if one was named.</summary>
    /// <exception cref="CartUnavailableException">No server answers. The message gives the cause, which the client itself does not
    /// report.</exception>
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

    // The host logs a failed start with its stack trace; the command reports it in one line.
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

/// <summary>Writes a log entry in one line, with its cause and without a stack trace.</summary>
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
