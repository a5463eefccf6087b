using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Represents a request to Redis, as messages name it, and whether it can have an effect.</summary>
/// <param name="What">The request in a few words, without keys and arguments.</param>
/// <param name="IsRead">Whether it changes nothing, so that its outcome is never unknown.</param>
internal readonly record struct Asked(string What, bool IsRead)
{
    public static Asked Read(string what) => new(what, IsRead: true);

    public static Asked Change(string what) => new(what, IsRead: false);
}

/// <summary>
/// Converts faults of Redis to the engine's exceptions, which say what is wrong and whether the request may have taken effect. Messages of the client
/// library and the server are not passed on, because they can contain keys, arguments and passwords.
/// </summary>
internal static class RedisFaults
{
    /// <summary>Converts a fault if it comes from Redis or its client.</summary>
    public static bool TryExplain(Exception fault, Asked asked, [NotNullWhen(true)] out CartUnavailableException? unavailable)
    {
        unavailable = fault switch
        {
            RedisConnectionException { CommandStatus: CommandStatus.WaitingToBeSent or CommandStatus.WaitingInBacklog }
                or RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } => NotSent(fault, asked),
            RedisConnectionException or RedisTimeoutException => NoAnswer(fault, asked),
            RedisServerException server => Rejected(ServerRefusal.Of(server.Message), asked),
            RedisCommandException command => Rejected(ServerRefusal.Of(command.Message) with { IsFromScript = false }, asked),
            RedisException => NoAnswer(fault, asked),
            _ => null,
        };
        return unavailable is not null;
    }

    /// <summary>Returns whether a server rejected a whole command for a transient reason.</summary>
    public static bool IsPassing(RedisServerException refusal) => ServerRefusal.Of(refusal.Message).Kind is RefusalKind.Passing;

    /// <summary>Returns whether the client must look up the primary again.</summary>
    public static bool NamesWrongServer(RedisServerException refusal) =>
        ServerRefusal.Of(refusal.Message).Text is var text
        && (text.EndsWith("(READONLY)", StringComparison.Ordinal) || text.EndsWith("(MOVED)", StringComparison.Ordinal));

    private static CartUnavailableException NotSent(Exception fault, Asked asked) => new(
        $"Redis could not be reached, so '{asked.What}' was not sent.", outcomeUnknown: false, new RedisDetail(ClientFault.Describe(fault)));

    private static CartUnavailableException NoAnswer(Exception fault, Asked asked) => new(
        asked.IsRead ? $"Redis did not answer '{asked.What}'." : $"Redis did not answer '{asked.What}'; it may have taken effect.",
        outcomeUnknown: !asked.IsRead,
        new RedisDetail(ClientFault.Describe(fault)));

    private static CartUnavailableException Rejected(ServerRefusal refusal, Asked asked)
    {
        var isUnknown = refusal.IsFromScript && !asked.IsRead;
        return new CartUnavailableException(
            $"Redis rejected '{asked.What}': {refusal.Text}.{(isUnknown ? " It may have taken effect in part." : "")}",
            isUnknown,
            new RedisDetail(refusal.Text, refusal.Kind));
    }
}

/// <summary>Describes a fault of Redis instead of the client library's exception, because loggers also print inner exceptions.</summary>
internal sealed class RedisDetail(string text, RefusalKind? refusal = null) : RedisException(text)
{
    /// <summary>Gets how a server rejected the command; null if none did.</summary>
    public RefusalKind? Refusal { get; } = refusal;
}

/// <summary>
/// Retries, for a short time, commands that a server rejected because of its state: moving slots, a failover, loading data. The whole command
/// was rejected, so nothing runs twice. A command that may have taken effect is never retried here.
/// </summary>
internal static class RefusalRetry
{
    // As long as a caller waits for a server that does not answer. For longer outages, callers retry at their own pace.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Retries until the command is not rejected, or the time is over.</summary>
    /// <exception cref="RedisServerException">The server still rejects the command.</exception>
    public static async Task<T> AskAgainAsync<T>(
        Func<Task<T>> ask, RedisServerException refusal, IConnectionMultiplexer connection, CancellationToken cancellationToken)
    {
        var (asking, pause) = (Stopwatch.StartNew(), FirstPause);
        while (true)
        {
            if (RedisFaults.NamesWrongServer(refusal))
            {
                // Otherwise the client would notice only at its next check of roles. Concurrent calls share one check.
                await connection.ConfigureAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            // Jitter, so that callers do not retry at the same moment.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
            try
            {
                return await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException again) when (RedisFaults.IsPassing(again) && asking.Elapsed < Patience)
            {
                refusal = again;
            }
        }
    }
}

/// <summary>Describes a fault of the client library by its kind and its figures, never by its message.</summary>
internal static partial class ClientFault
{
    // Certificate problems, as .NET names them.
    private static readonly string[] CertificateProblems =
        [.. Enum.GetNames<X509ChainStatusFlags>().Except(["NoError"]), "RemoteCertificateNameMismatch", "RemoteCertificateNotAvailable"];

    /// <summary>Returns what is wrong, for an operator.</summary>
    public static string Describe(Exception fault)
    {
        List<Exception> causes = [.. CausesOf(fault)];
        var reason = causes.Select(ReasonOf).FirstOrDefault(static reason => reason is not null) ?? KindOf(fault);
        var figures = fault is RedisTimeoutException ? string.Join(", ", Figures().Matches(fault.Message).Select(static figure => figure.Value)) : "";
        return figures.Length == 0 ? reason : $"{reason} ({figures})";
    }

    private static string? ReasonOf(Exception cause) => cause switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => "the host name is unknown",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "nothing listens on this port (ConnectionRefused)",
        SocketException socket => $"the network failed ({socket.SocketErrorCode})",
        AuthenticationException tls => CertificateProblems.Where(problem => tls.Message.Contains(problem, StringComparison.Ordinal)).ToList() switch
        {
            [] => "TLS could not be agreed on",
            var problems => $"the server's certificate is not trusted ({string.Join(", ", problems)})",
        },
        RedisServerException server when ServerRefusal.Of(server.Message) is { Kind: not RefusalKind.Other } refusal => refusal.Text,
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect } when UnknownService().IsMatch(cause.Message) =>
            "no sentinel knows a primary by the service name of the connection string",
        _ when AuthenticationWords().Match(cause.Message) is { Success: true } words => ServerRefusal.Of(words.Value).Text,
        _ => null,
    };

    private static string KindOf(Exception fault) => fault switch
    {
        RedisConnectionException connection => connection.FailureType switch
        {
            ConnectionFailureType.AuthenticationFailure => "the server does not accept the user or the password",
            ConnectionFailureType.ProtocolFailure => "the server does not speak the protocol of Redis, or it closed the connection; it may require TLS",
            ConnectionFailureType.UnableToConnect => "no connection could be made in time",
            var type => $"the connection failed ({type})",
        },
        RedisTimeoutException => "no answer in time",
        _ => $"the client failed ({fault.GetType().Name})",
    };

    /// <summary>Returns a fault and all its inner exceptions.</summary>
    public static IEnumerable<Exception> CausesOf(Exception fault)
    {
        yield return fault;
        var inner = fault is AggregateException many ? many.InnerExceptions : fault.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var cause in inner.SelectMany(CausesOf))
        {
            yield return cause;
        }
    }

    [GeneratedRegex("^Sentinel: ")]
    private static partial Regex UnknownService();

    [GeneratedRegex("(?:NOAUTH|WRONGPASS|LOADING)(?= |$)")]
    private static partial Regex AuthenticationWords();

    // Figures in messages of the client library: each is a name from this list and digits.
    [GeneratedRegex(@"\b\d+ms elapsed|\b(?:inst|qu|qs|aw|rs|ws|in|sync-ops|async-ops|conn-sec|mgr|IOCP|WORKER|POOL): ?(?:\((?:[A-Za-z]+=\d+,?)+\)|\d+(?: of \d+ available)?)")]
    private static partial Regex Figures();
}
