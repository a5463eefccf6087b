using System.Net.Sockets;
using Cart.Engine;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;

namespace Cart.Persistence;

/// <summary>
/// The connections to PostgreSQL. Turns its faults into <see cref="CartUnavailableException"/>, which tells whether a request may
/// have taken effect: never while it could not be sent.
/// </summary>
/// <remarks>
/// When requests fail one after the other because the server is away, the next second's are refused at once: so a checkout is stopped
/// before it freezes a cart that nobody could settle.
/// </remarks>
internal sealed class PostgresDatabase : IDisposable
{
    private const int ConnectSeconds = 2;
    private const int CommandSeconds = 5;

    // Orders share connections, so a few are enough for any number of callers.
    private const int MostConnections = 20;

    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    private readonly NpgsqlDataSource _source;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _pipeline;

    public PostgresDatabase(PostgresOptions options)
    {
        _source = NpgsqlDataSource.Create(Settings(options.ConnectionString));
        _pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = 4,
                SamplingDuration = Sample,
                BreakDuration = Break,
                StateProvider = _breaker,
                ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Exception is CartUnavailableException { InnerException: { } cause }
                    && (cause is not PostgresException error || IsFatal(error))),
                OnOpened = _ =>
                {
                    // The connections that still look open are most likely dead, too.
                    _source.Clear();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>
    /// The connection string with the limits that it does not set itself. An ambient transaction of the caller is not joined:
    /// an order that was answered as placed must be committed.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var given = settings.Keys;
        settings.Timeout = given.Contains("Timeout") ? settings.Timeout : ConnectSeconds;
        settings.CommandTimeout = given.Contains("Command Timeout") ? settings.CommandTimeout : CommandSeconds;
        settings.MaxPoolSize = given.Contains("Maximum Pool Size") ? settings.MaxPoolSize : MostConnections;
        settings.Enlist = false;
        return settings;
    }

    /// <summary>Tells whether an error ended the connection, too.</summary>
    public static bool IsFatal(PostgresException error) => error.InvariantSeverity is "FATAL" or "PANIC" or null;

    /// <summary>Makes sure that the server was not away a moment ago; asks it if it was.</summary>
    /// <exception cref="CartUnavailableException">It is away.</exception>
    public async ValueTask EnsureReachableAsync(CancellationToken cancellationToken)
    {
        if (_breaker.CircuitState is not CircuitState.Closed)
        {
            await RunAsync(
                "answer",
                changes: false,
                static batch => batch.Add("SELECT"),
                static (_, _) => ValueTask.FromResult(true),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a batch, in one round trip, and reads its results.</summary>
    /// <param name="request">What is asked, for the message of a fault.</param>
    /// <param name="changes">Whether the batch changes anything; if not, its outcome is never unknown.</param>
    /// <param name="fill">Puts statements into the batch.</param>
    /// <param name="read">Reads their results.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<T> RunAsync<T>(
        string request,
        bool changes,
        Action<NpgsqlBatch> fill,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                token => SendAsync(request, changes, fill, read, token), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException fault)
        {
            throw new CartUnavailableException($"PostgreSQL was not asked to {request}: it is away; nothing was changed.", outcomeUnknown: false, fault);
        }
    }

    private async ValueTask<T> SendAsync<T>(
        string request,
        bool changes,
        Action<NpgsqlBatch> fill,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        var sent = false;
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var batch = connection.CreateBatch();
            fill(batch);
            sent = true;
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await read(reader, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsUnavailable(fault, sent))
        {
            var unknown = changes && sent && !IsRolledBack(fault);
            var outcome = unknown ? "the outcome is unknown" : "nothing was changed";
            throw new CartUnavailableException($"PostgreSQL did not {request}; {outcome}.", unknown, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    // Before anything was sent every fault is one of the connection. After that an error that no repetition would heal is a bug.
    private static bool IsUnavailable(Exception fault, bool sent) => fault switch
    {
        PostgresException error => !sent || error.IsTransient || IsFatal(error)
            || error.SqlState is PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.ReadOnlySqlTransaction,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    // A plain error ends the implicit transaction of the batch. A fatal one ends the connection, and may come after the commit;
    // so may class 08, by which a pooler reports that it lost the server.
    private static bool IsRolledBack(Exception fault) =>
        fault is PostgresException error && !IsFatal(error) && !error.SqlState.StartsWith("08", StringComparison.Ordinal);
}
