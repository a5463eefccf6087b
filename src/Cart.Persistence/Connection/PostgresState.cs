using System.Collections.Concurrent;
using Cart.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cart.Persistence;

/// <summary>
/// Represents what the stores of a process share about their PostgreSQL: whether it takes writes, the connection pools, and which faults were
/// logged.
/// </summary>
internal sealed class PostgresState(ILogger<PostgresState> logger, TimeProvider time)
{
    // A refusal lasts until an operator fixes something.
    private static readonly TimeSpan RefusalInterval = TimeSpan.FromMinutes(10);

    private readonly FaultLog _faults = new("PostgreSQL", logger, time);
    private readonly ConcurrentDictionary<(string Request, string State), long> _refusals = new();
    private readonly ConcurrentDictionary<NpgsqlDataSource, bool> _sources = new();
    private volatile bool _isReadOnly;

    /// <summary>Gets whether the server last reported that it takes no writes.</summary>
    public bool IsReadOnly => _isReadOnly;

    /// <summary>Adds a connection pool, which is cleared when the server must be looked up again.</summary>
    public void Add(NpgsqlDataSource source) => _sources[source] = true;

    /// <summary>Removes a disposed pool.</summary>
    public void Remove(NpgsqlDataSource source) => _sources.TryRemove(source, out _);

    /// <summary>Closes the connections of all pools, so that the next request reconnects, for example to a server that has taken over.</summary>
    public void ClearPools()
    {
        foreach (var source in _sources.Keys)
        {
            source.Clear();
        }
    }

    /// <summary>Records an answer. A read-only server still answers reads, so these do not end its fault.</summary>
    public void Answered(bool isWritable)
    {
        if (isWritable)
        {
            _isReadOnly = false;
        }

        if (!_isReadOnly)
        {
            _faults.Succeeded();
        }
    }

    /// <summary>Records that the server takes no writes. Another one may have taken over under the same name.</summary>
    public void FoundReadOnly()
    {
        _isReadOnly = true;
        ClearPools();
    }

    /// <summary>Records a failed request, and logs it if it is the first of its fault.</summary>
    public void Failed(string request, Exception fault)
    {
        if (fault is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
        {
            FoundReadOnly();
        }

        if (PostgresFaults.IsAway(fault))
        {
            Failed(PostgresFaults.CauseOf(fault));
        }
        else if (PostgresFaults.IsRefusal(fault) && IsNews(request, ((PostgresException)fault).SqlState))
        {
            logger.RequestRefused(request, PostgresFaults.CauseOf(fault));
        }
    }

    /// <summary>Records a failed request with its cause.</summary>
    public void Failed(string cause) => _faults.Failed(cause);

    private bool IsNews(string request, string state)
    {
        var now = time.GetTimestamp();
        if (_refusals.TryAdd((request, state), now))
        {
            return true;
        }

        var told = _refusals[(request, state)];
        return time.GetElapsedTime(told, now) > RefusalInterval && _refusals.TryUpdate((request, state), now, told);
    }
}
