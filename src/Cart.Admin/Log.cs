namespace Cart.Admin;

/// <summary>The log messages of the admin, in the range of the HTTP API.</summary>
internal static partial class Log
{
    [LoggerMessage(4006, LogLevel.Debug,
        "A request for the operators' pages was refused: no authorization policy is named for them, and it is not from this machine itself, or that is not allowed.")]
    public static partial void OperatorRefused(this ILogger logger);

    [LoggerMessage(4008, LogLevel.Warning,
        "MapCartAdmin has no authorization policy, so nobody is an operator. Set CartAdminOptions.Policy, call MapCartAdmin().RequireAuthorization(…), or set Cart:Admin:AllowLoopback to true to admit requests of this machine to itself.")]
    public static partial void NobodyIsOperator(this ILogger logger);

    [LoggerMessage(4009, LogLevel.Warning,
        "MapCartAdmin has no authorization policy: every request of this machine to itself is an operator's (Cart:Admin:AllowLoopback is true). Behind a proxy on this machine, that can be everybody: set CartAdminOptions.Policy.")]
    public static partial void MachineIsOperator(this ILogger logger);

    [LoggerMessage(4010, LogLevel.Information,
        "MapCartAdmin has no authorization policy: in Development, requests of this machine to itself are an operator's. In Production nobody would be one.")]
    public static partial void MachineIsOperatorInDevelopment(this ILogger logger);
}
