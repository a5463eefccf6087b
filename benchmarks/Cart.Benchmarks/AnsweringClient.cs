using System.Reflection;
using StackExchange.Redis;

namespace Cart.Benchmarks;

/// <summary>Stands for the client of Redis, and has every answer at once: what is left is the store's own work, the same each time.</summary>
/// <remarks>Public, and not sealed, because the proxy is a class derived from it.</remarks>
public class AnsweringClient : DispatchProxy
{
    private Dictionary<string, object?> _answers = [];

    /// <summary>Makes a client that answers the script that adds, and the read of a cart.</summary>
    public static IConnectionMultiplexer Create(RedisResult script, HashEntry[] hash)
    {
        var database = Create<IDatabase>(new() { ["ScriptEvaluateAsync"] = Task.FromResult(script), ["HashGetAllAsync"] = Task.FromResult(hash) });
        return Create<IConnectionMultiplexer>(new() { ["GetDatabase"] = database, ["GetSubscriber"] = null });
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answers[targetMethod!.Name];

    private static T Create<T>(Dictionary<string, object?> answers)
        where T : class
    {
        var proxy = Create<T, AnsweringClient>();
        ((AnsweringClient)(object)proxy)._answers = answers;
        return proxy;
    }
}
