using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.Embedded;

/// <summary>What a host sets of its embedded server.</summary>
internal sealed record EmbeddedServerSettings
{
    /// <summary>How often a server that stopped is tried again.</summary>
    public static readonly TimeSpan RestartInterval = TimeSpan.FromSeconds(1);

    /// <summary>Gets whether damaged carts are moved aside, instead of a refusal to start.</summary>
    public bool AcceptDamage { get; init; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gets where the server logs warnings.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
