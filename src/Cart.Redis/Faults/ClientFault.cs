using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Describes a fault of the client library by its kind and its figures, never by its message.</summary>
internal static partial class ClientFault
{
    // What a certificate can lack, in the words of .NET.
    private static readonly string[] CertificateProblems =
        [.. Enum.GetNames<X509ChainStatusFlags>().Except(["NoError"]), "RemoteCertificateNameMismatch", "RemoteCertificateNotAvailable"];

    /// <summary>Says what is wrong, for an operator.</summary>
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

    private static IEnumerable<Exception> CausesOf(Exception fault)
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

    // Figures that the client library writes into its messages: each is a name that stands here and digits.
    [GeneratedRegex(@"\b\d+ms elapsed|\b(?:inst|qu|qs|aw|rs|ws|in|sync-ops|async-ops|conn-sec|mgr|IOCP|WORKER|POOL): ?(?:\((?:[A-Za-z]+=\d+,?)+\)|\d+(?: of \d+ available)?)")]
    private static partial Regex Figures();
}
