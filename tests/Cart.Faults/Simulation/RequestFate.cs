namespace Cart.Faults;

/// <summary>What becomes of a request to a store.</summary>
internal enum RequestFate
{
    /// <summary>It takes effect and is answered.</summary>
    Answered,

    /// <summary>It takes no effect, and the caller is told so.</summary>
    Refused,

    /// <summary>It takes no effect, and the caller does not know.</summary>
    Lost,

    /// <summary>It takes effect, and the caller does not know.</summary>
    ReplyLost,

    /// <summary>It takes effect when the caller has stopped waiting, or the caller died.</summary>
    Late,
}
