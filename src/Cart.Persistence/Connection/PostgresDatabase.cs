using System.Transactions;
using Cart.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;

namespace Cart.Persistence;

/// <summary>
/// Represents the connections to PostgreSQL. Converts its faults to <see cref="CartUnavailableException"/>, which says whether a request may have
/// taken effect: never if it was not sent.
/// </summary>
/// <remarks>
/// After consecutive failures because the server is unavailable, requests of the next second are refused at once. So a checkout stops before it
/// freezes a cart that nobody could settle.
/// </remarks>
internal sealed class PostgresDatabase : IDisposable
{
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(1);

    private readonly PostgresState _state;
    private readonly NpgsqlDataSource _source;
    private readonly bool _ownsSource;
    private readonly int _commandSeconds;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly ResiliencePipeline _pipeline;

    /// <param name="options">The server; valid options.</param>
    /// <param name="state">The state that the stores of the process share; null for a single store.</param>
    public PostgresDatabase(PostgresOptions options, PostgresState? state)
    {
        _state = state ?? new PostgresState(NullLogger<PostgresState>.Instance, TimeProvider.System);
        _ownsSource = options.DataSource is null;
        _source = options.DataSource ?? NpgsqlDataSource.Create(PostgresSettings.Of(options.ConnectionString));
        _commandSeconds = PostgresSettings.CommandSecondsOf(new NpgsqlConnectionStringBuilder(_source.ConnectionString));
        _state.Add(_source);
        _pipeline = new ResiliencePipelineBuilder()
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.9,
                MinimumThroughput = 4,
                SamplingDuration = Sample,
                BreakDuration = Break,
                StateProvider = _breaker,
                ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Exception is CartUnavailableException { InnerException: { } cause }
                    && (cause is not PostgresException error || PostgresFaults.IsFatal(error))),
                OnOpened = _ =>
                {
                    // The other open connections are most likely broken, too.
                    _state.ClearPools();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Verifies that the server was not unavailable or read-only a moment ago. Asks it if it was.</summary>
    /// <exception cref="CartUnavailableException">It is unavailable, or takes no writes.</exception>
    public ValueTask EnsureReachableAsync(CancellationToken cancellationToken) =>
        _breaker.CircuitState is CircuitState.Closed && !_state.IsReadOnly ? ValueTask.CompletedTask : EnsureWritableAsync(cancellationToken);

    /// <summary>Asks the server whether it takes writes.</summary>
    /// <exception cref="CartUnavailableException">It is unavailable, or takes no writes.</exception>
    public async ValueTask EnsureWritableAsync(CancellationToken cancellationToken)
    {
        if (await IsReadOnlyAsync(cancellationToken).ConfigureAwait(false))
        {
            // A pooled connection may lead to a server that was replaced since.
            _state.FoundReadOnly();
            if (await IsReadOnlyAsync(cancellationToken).ConfigureAwait(false))
            {
                _state.FoundReadOnly();
                _state.Failed("it takes no writes (transaction_read_only is on)");
                throw new CartUnavailableException(
                    "PostgreSQL takes no writes: it is a standby or read-only; nothing was changed.", outcomeUnknown: false);
            }
        }

        _state.Answered(isWritable: true);
    }

    private ValueTask<bool> IsReadOnlyAsync(CancellationToken cancellationToken) => RunAsync(
        "answer",
        RequestKind.Read,
        static batch => batch.Add("SELECT current_setting('transaction_read_only') = 'on'"),
        PostgresRows.First(static reader => reader.GetBoolean(0)),
        cancellationToken);

    /// <summary>Sends a batch, in one round trip, and reads its results. The message of a fault names the request.</summary>
    public async ValueTask<T> RunAsync<T>(
        string request,
        RequestKind kind,
        Action<NpgsqlBatch> fill,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                token => SendAsync(request, kind, fill, read, token), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException fault)
        {
            _state.Failed("it failed repeatedly; for a second no request is sent");
            throw new CartUnavailableException($"PostgreSQL was not asked to {request}: it is away; nothing was changed.", outcomeUnknown: false, fault);
        }
    }

    private async ValueTask<T> SendAsync<T>(
        string request,
        RequestKind kind,
        Action<NpgsqlBatch> fill,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        CancellationToken cancellationToken)
    {
        var attempt = new Attempt();
        while (true)
        {
            try
            {
                var result = await TryAsync(kind, fill, read, attempt, cancellationToken).ConfigureAwait(false);
                _state.Answered(isWritable: kind is not RequestKind.Read);
                return result;
            }
            catch (Exception fault) when (attempt.CanRepeat(kind, fault))
            {
                // The server may have restarted, which broke all pooled connections.
                attempt.Repeat();
                _state.ClearPools();
            }
            catch (Exception fault) when (IsUnavailable(fault, attempt.IsSent))
            {
                _state.Failed(request, fault);
                var unknown = kind is not RequestKind.Read && (attempt.WasSentBefore || (attempt.IsSent && !PostgresFaults.IsRolledBack(fault)));
                var outcome = unknown ? "the outcome is unknown" : "nothing was changed";
                throw new CartUnavailableException($"PostgreSQL did not {request}; {outcome}.", unknown, fault);
            }
        }
    }

    private async ValueTask<T> TryAsync<T>(
        RequestKind kind,
        Action<NpgsqlBatch> fill,
        Func<NpgsqlDataReader, CancellationToken, ValueTask<T>> read,
        Attempt attempt,
        CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
        attempt.IsOpen = true;
        if (kind is RequestKind.Once)
        {
            await using var probe = new NpgsqlCommand("SELECT", connection) { CommandTimeout = _commandSeconds };
            await probe.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await using var batch = connection.CreateBatch();
        batch.Timeout = _commandSeconds;
        fill(batch);
        using var replication = kind is RequestKind.Read ? null : new ReplicationWitness(connection, TimeSpan.FromSeconds(batch.Timeout));
        attempt.IsSent = true;
        T result;
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
        {
            result = await read(reader, cancellationToken).ConfigureAwait(false);
        }

        replication?.EnsureNotCancelled();
        return result;
    }

    // The host's own data source may join the caller's transaction, which an order must not.
    private async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (Transaction.Current is null)
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }

        using var apart = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        if (_ownsSource)
        {
            _state.Remove(_source);
            _source.Dispose();
        }
    }

    // Before anything was sent, every fault is one of the connection. After that, an error that neither a retry nor an operator can fix is a bug.
    private static bool IsUnavailable(Exception fault, bool sent) => fault switch
    {
        PostgresException error => !sent || error.IsTransient || PostgresFaults.IsAway(error) || PostgresFaults.IsRefusal(error),
        _ => PostgresFaults.IsAway(fault),
    };

    /// <summary>Tracks how far a request got, and whether it was retried.</summary>
    private sealed class Attempt
    {
        private bool _isRepeated;

        public bool IsOpen { get; set; }

        public bool IsSent { get; set; }

        public bool WasSentBefore { get; private set; }

        // A connection that cannot be opened means that the server is unavailable. An open one that broke may have died in the pool.
        public bool CanRepeat(RequestKind kind, Exception fault) =>
            !_isRepeated && IsOpen && (kind is not RequestKind.Once || !IsSent) && PostgresFaults.IsBroken(fault);

        public void Repeat()
        {
            _isRepeated = true;
            WasSentBefore = IsSent;
            IsOpen = IsSent = false;
        }
    }
}

/// <summary>Specifies what happens if a request is sent twice.</summary>
internal enum RequestKind
{
    /// <summary>A read. It changes nothing, so its outcome is never unknown, and it is retried if its connection was broken.</summary>
    Read,

    /// <summary>An idempotent write, whose second answer is as good as the first, such as a placement under its fence.</summary>
    Repeatable,

    /// <summary>
    /// A write that may take effect twice, or whose second answer differs. It is sent once, on a connection that has answered, which costs a round
    /// trip.
    /// </summary>
    Once,
}
