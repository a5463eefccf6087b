namespace Cart.Redis;

/// <summary>What follows from an error of Redis.</summary>
internal enum RefusalKind
{
    /// <summary>It passes by itself and soon: the slot arrives, the replica takes over, the data is loaded. The command can be sent again.</summary>
    Passing,

    /// <summary>The server is in a state in which it refuses commands. It can take long to pass.</summary>
    State,

    /// <summary>The server does not let this user, or anyone, do what a shop does. Only an operator can change that.</summary>
    Forbidden,

    /// <summary>Any other error.</summary>
    Other,
}
