using System.Collections.Concurrent;
using Cart.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cart.Persistence;

/// <summary>
/// What the stores of a process know together of their PostgreSQL: whether it takes writes, the connections that they keep, and which of its
/// faults were logged.
/// </summary>
internal sealed class PostgresState(ILogger<PostgresState> logger, TimeProvider time)
{
    // A refusal lasts until an operator mends something.
    private static readonly TimeSpan RefusalInterval = TimeSpan.FromMinutes(10);

    private readonly FaultLog _faults = new("PostgreSQL", logger, time);
    private readonly ConcurrentDictionary<(string Request, string State), long> _refusals = new();
    private readonly ConcurrentDictionary<NpgsqlDataSource, bool> _sources = new();
    private volatile bool _isReadOnly;

    /// <summary>Gets whether the server last said that it takes no writes.</summary>
    public bool IsReadOnly => _isReadOnly;

    /// <summary>Adds a pool of connections, which is cleared when the server has to be looked for anew.</summary>
    public void Add(NpgsqlDataSource source) => _sources[source] = true;

    /// <summary>Removes a pool that is disposed of.</summary>
    public void Remove(NpgsqlDataSource source) => _sources.TryRemove(source, out _);

    /// <summary>Closes the connections of all pools, so that the next request connects anew: to a server that has taken over, for example.</summary>
    public void ClearPools()
    {
        foreach (var source in _sources.Keys)
        {
            source.Clear();
        }
    }

    /// <summary>Notes an answer. A server that takes no writes still answers reads, so these do not end its fault.</summary>
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

    /// <summary>Notes that the server takes no writes. Another one may have taken over behind the same name.</summary>
    public void FoundReadOnly()
    {
        _isReadOnly = true;
        ClearPools();
    }

    /// <summary>Notes a request that failed, and logs it if it is the first of its fault.</summary>
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

    /// <summary>Notes a request that failed for a reason.</summary>
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
