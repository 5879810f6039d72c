/** The app's user, as Sallyport needs to know them. The app keeps its own table. */
export interface User {
  /** The app's own id; never shown to other users, never taken from a request. */
  readonly id: string;
  readonly email?: string;
  readonly phone?: string;
  readonly displayName?: string;
  readonly roles?: readonly string[];
  readonly tenantId?: string;
  /** BCP 47 tag of the language for notices, for example `tr`. */
  readonly locale?: string;
  /** When the password last changed. A sign-in or a grant that began before it is void. */
  readonly credentialsChangedAt?: Date;
}

/** How Sallyport reads the app's users table. */
export interface UserAdapter {
  /**
   * The user with this id; `null` also for deleted and disabled accounts: they can't finish a sign-in, and their
   * sessions answer 401 at the next request.
   */
  findById(id: string): Promise<User | null>;
  /** Checks the password of a signed-in user, for `POST /mfa/verify-password`. Leave it out for apps without passwords. */
  verifyPassword?(user: User, password: string): Promise<boolean>;
  /** Who else is to hear that an admin has reset this user: the admins of their tenant. Leave it out, and nobody is told but by events. */
  listAdmins?(user: User): Promise<readonly User[]>;
}

/** Where a request came from; recorded with events, never trusted for a decision. */
export interface RequestContext {
  /** The client address after Express' `trust proxy`. */
  readonly ip?: string | undefined;
  readonly userAgent?: string | undefined;
  /** What the browser says of itself beside the user agent (User-Agent Client Hints), where it does. */
  readonly clientHints?: ClientHints | undefined;
  /** The language that the client asks for, of those that there are texts in. */
  readonly language?: string | undefined;
  readonly requestId?: string | undefined;
}

/** The values of `Sec-CH-UA`, `Sec-CH-UA-Platform` and `Sec-CH-UA-Mobile`. */
export interface ClientHints {
  readonly brands?: string;
  readonly platform?: string;
  readonly mobile?: string;
}

/** Where an address is, as far as it is known. */
export interface Place {
  readonly city?: string | undefined;
  readonly region?: string | undefined;
  /** ISO 3166-1 alpha-2, for example `TR`. */
  readonly country?: string | undefined;
}
