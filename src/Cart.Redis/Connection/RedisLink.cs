using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Represents the connection of a host to Redis, opened once without blocking a thread. It closes only a connection that it has opened itself.
/// </summary>
internal sealed class RedisLink : IAsyncDisposable, IDisposable
{
    // How long a request waits for the first connection. The client itself gives up after three attempts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Func<Task<IConnectionMultiplexer>> _open;
    private readonly bool _isOwned;
    private readonly Lock _gate = new();
    private Task<IConnectionMultiplexer>? _opening;
    private bool _isDisposed;

    private RedisLink(Func<Task<IConnectionMultiplexer>> open, bool isOwned)
    {
        _open = open;
        _isOwned = isOwned;
    }

    /// <summary>Gets whether the server runs in this process, where it has its own rules.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>Gets the log of the server's faults; null for none.</summary>
    public FaultLog? Faults { get; init; }

    /// <summary>Gets the connection; null until it is open.</summary>
    public IConnectionMultiplexer? Current => _opening is { IsCompletedSuccessfully: true } opened ? opened.Result : null;

    /// <summary>Returns a link to a connection that the caller owns.</summary>
    public static RedisLink Of(IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new RedisLink(() => Task.FromResult(connection), isOwned: false) { _opening = Task.FromResult(connection) };
    }

    /// <summary>Returns a link that opens its connection on first use, and closes it. The options may block to find the server.</summary>
    public static RedisLink To(Func<ConfigurationOptions> options, bool isEmbedded = false, FaultLog? faults = null) =>
        new(async () => await ConnectionMultiplexer.ConnectAsync(options()).ConfigureAwait(false), isOwned: true) { IsEmbedded = isEmbedded, Faults = faults };

    /// <summary>Returns a link to a connection that the host creates on first use, possibly blocking, and owns.</summary>
    public static RedisLink From(Func<IConnectionMultiplexer> connect, FaultLog? faults = null) =>
        new(() => Task.FromResult(connect()), isOwned: false) { Faults = faults };

    /// <summary>Returns the connection, which may be broken. All callers share one attempt. After a failure, the next caller tries again.</summary>
    public Task<IConnectionMultiplexer> OpenAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_opening is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _opening = Task.Run(_open, CancellationToken.None);
            }

            return _opening.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Returns the connection for a request, which waits only briefly for it.</summary>
    /// <exception cref="CartUnavailableException">There is no connection yet.</exception>
    public async Task<IConnectionMultiplexer> OpenSoonAsync(Asked asked, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(cancellationToken).WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is TimeoutException and not RedisTimeoutException)
        {
            throw Failed(new CartUnavailableException(
                $"Redis is not connected yet, so '{asked.What}' was not sent.", outcomeUnknown: false, new RedisDetail("the first connection is not open yet")));
        }
        catch (Exception fault) when (RedisFaults.TryExplain(fault, asked, out var unavailable))
        {
            throw Failed(unavailable);
        }
    }

    /// <summary>Records that the server answered.</summary>
    public void Answered() => Faults?.Succeeded();

    /// <summary>Records that a request failed, and returns the fault to throw.</summary>
    public CartUnavailableException Failed(CartUnavailableException fault)
    {
        Faults?.Failed(fault.InnerException?.Message ?? fault.Message);
        return fault;
    }

    public void Dispose()
    {
        if (TakeOwned() is { } opening)
        {
            _ = opening.ContinueWith(
                static opened => opened.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (TakeOwned() is not { } opening)
        {
            return;
        }

        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            await opening.Result.DisposeAsync().ConfigureAwait(false);
        }
    }

    private Task<IConnectionMultiplexer>? TakeOwned()
    {
        lock (_gate)
        {
            var opening = _isOwned && !_isDisposed ? _opening : null;
            _isDisposed = true;
            return opening;
        }
    }
}

/// <summary>Finds the servers that hold all keys, each key once: the single primary, or those of a cluster.</summary>
internal static class PrimaryServers
{
    /// <exception cref="CartUnavailableException">One of them is not connected.</exception>
    public static IReadOnlyList<IServer> Of(IConnectionMultiplexer connection)
    {
        var servers = connection.GetServers();
        var cluster = servers.Select(static server => server.ClusterConfiguration).FirstOrDefault(static known => known is not null);
        List<IServer> primaries = cluster is null
            ? [.. servers.Where(static server => server is { IsConnected: true, IsReplica: false })]
            : [.. cluster.Nodes.Where(static node => node is { IsReplica: false, Slots.Count: > 0, EndPoint: not null })
                .Select(node => connection.GetServer(node.EndPoint!))];
        return primaries.Count > 0 && primaries.TrueForAll(static server => server.IsConnected)
            ? primaries
            : throw new CartUnavailableException(
                "Redis could not be reached: not every primary is connected.",
                outcomeUnknown: false,
                new RedisDetail("not every primary is connected"));
    }
}
